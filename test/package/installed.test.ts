import type { ChildProcess } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { provideElectron } from '../../build/electron/provide-electron.mjs';
import { packageApp } from '../../build/package/package-app.mjs';
import { StatusNotifierWatcher } from '../fakes/status-notifier-watcher.ts';
import { waitFor } from '../support/wait-for.ts';
import { heldProcesses, openInstalledMachine } from './installed-machine.ts';
import type { InstalledMachine } from './installed-machine.ts';

const home = '/home/person/.local/share/bulkhead';
const installMs = 420_000;

/** Where a picture of the display goes; none is taken when it is not set. */
const pictures = process.env.PACKAGE_PICTURES;

/** The same program under an older number, and under its own. */
let debs: { readonly folder: string; readonly older: string; readonly newer: string };

beforeAll(async () => {
  const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'debs-'));
  const electron = await provideElectron();
  const made = async (version?: string): Promise<string> => {
    const [file] = await packageApp(electron, ['deb'], { version, output: folder });
    if (file === undefined) throw new Error('no deb was made');
    return file;
  };
  debs = { folder, older: await made('0.0.9'), newer: await made() };
}, 300_000);

afterAll(() => rm(debs.folder, { recursive: true, force: true }));

describe.each(['bookworm', 'trixie'])('the package on a bare %s', (suite) => {
  let machine: InstalledMachine;
  let app: ChildProcess;
  let tray: StatusNotifierWatcher;

  /** A script of root that must end well; answers what it printed. */
  const asRoot = async (script: string, timeoutMs = 60_000): Promise<string> => {
    const { code, output } = await machine.root.asRoot(script, { timeoutMs });
    if (code !== 0) throw new Error(`${script} ended with ${String(code)}: ${output.slice(-2000)}`);
    return output;
  };
  const json = async (words: string): Promise<unknown> => {
    const { code, output } = await machine.cli(`${words} --json`);
    if (code !== 0) throw new Error(`${words} ended with ${String(code)}: ${output}`);
    return JSON.parse(output) as unknown;
  };
  const openApp = async (): Promise<void> => {
    app = machine.start();
    await waitFor(
      'the control socket',
      () => {
        if (app.exitCode !== null || app.signalCode !== null) throw new Error('the app ended');
        return json('status');
      },
      30_000,
    );
  };
  const takePicture = async (file: string): Promise<void> => {
    const display = machine.env.DISPLAY;
    await asRoot('apt-get -q -y --no-install-recommends install x11-apps netpbm', installMs);
    const taken = await machine.root.asPerson(
      `xwd -silent -root -display ${display} | xwdtopnm 2>/dev/null | pnmtopng 2>/dev/null >/tmp/picture.png`,
      { env: machine.env },
    );
    expect(taken).toMatchObject({ code: 0 });
    await copyFile(machine.root.path('tmp/picture.png'), file);
  };
  const unlockKeyring = (): Promise<unknown> =>
    machine.root.asPerson(
      'printf pw | gnome-keyring-daemon --unlock --components=secrets --daemonize',
      { env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' } },
    );

  beforeAll(async () => {
    machine = await openInstalledMachine(suite);
    tray = await StatusNotifierWatcher.start(machine.busAddress);
  }, 600_000);

  afterAll(async () => {
    tray.stop();
    await machine.stop();
  });

  it('is installed by dpkg and apt, with all that it needs', { timeout: installMs }, async () => {
    await machine.root.place(debs.older, '/tmp/older.deb');
    const first = await machine.root.asRoot('dpkg -i /tmp/older.deb');
    expect(first.output).toContain('depends on libgtk-3-0');
    await asRoot('apt-get -q -y --no-install-recommends -f install', installMs);
    expect(await asRoot("dpkg-query -W -f '${db:Status-Abbrev}' bulkhead")).toBe('ii ');
    expect(await asRoot('dpkg --verify bulkhead')).toBe('');
    const node = await machine.root.asPerson('command -v node');
    expect(node.code).not.toBe(0);
  });

  it('puts in place what desktop, shells and man look for', async () => {
    const entry = await asRoot('cat /usr/share/applications/org.bulkhead.Bulkhead.desktop');
    expect(entry).toContain('StartupWMClass=org.bulkhead.Bulkhead\n');
    expect(entry).toContain('\nExec=/opt/Bulkhead/bulkhead-start %U\n');
    expect(entry).toContain('MimeType=x-scheme-handler/bulkhead;\n');
    for (const argument of ['--ask', '--show', '--drill', '--quit']) {
      expect(entry).toContain(`Exec=/opt/Bulkhead/bulkhead-start ${argument}\n`);
    }
    for (const size of ['32x32', '48x48', '64x64', '128x128', '256x256', '512x512']) {
      await asRoot(`test -s /usr/share/icons/hicolor/${size}/apps/bulkhead.png`);
    }
    await asRoot('test -s /usr/share/icons/hicolor/scalable/apps/bulkhead.svg');
    const completion = '/usr/share/bash-completion/completions/bulkhead';
    expect(await asRoot(`bash -c '. ${completion} && complete -p bulkhead'`)).toContain('bulkhead');
    await asRoot('test -s /usr/share/zsh/vendor-completions/_bulkhead');
    await asRoot('test -s /usr/share/fish/vendor_completions.d/bulkhead.fish');
    expect(await asRoot('dpkg -L bulkhead')).toContain('/usr/share/man/man1/bulkhead.1.gz');
    expect(await asRoot('head -3 /opt/Bulkhead/LICENSES.txt')).toContain('LICENSES.chromium.html');
    expect(await asRoot('cat /opt/Bulkhead/LICENSE')).toBe(
      await readFile(join(projectRoot, 'LICENSE'), 'utf8'),
    );
  });

  it('belongs to root, has no setuid program, and nothing of development', async () => {
    const all = 'find /opt/Bulkhead /usr/bin/bulkhead';
    expect(await asRoot(`${all} ! -user root -o ! -type l -perm /022`)).toBe('');
    expect(await asRoot(`${all} -perm /6000`)).toBe('');
    expect(await asRoot(`${all} -name '*.map' -o -name node_modules -o -name '*.ts'`)).toBe('');
  });

  it('has a command line before the app was ever started, which writes nothing', async () => {
    const before = await asRoot('find /home/person /tmp | sort');
    expect(await machine.cli('--version')).toMatchObject({ code: 0 });
    const licences = await machine.cli('licences ws');
    expect(licences).toMatchObject({ code: 0 });
    expect(licences.output).toMatch(/^ws \S+ \(MIT\)\n\nCopyright/);
    const status = await machine.cli('status');
    expect(status).toMatchObject({ code: 3 });
    expect(status.output).toMatch(/^bulkhead: Bulkhead is not running\. /);
    expect(await asRoot('find /home/person /tmp | sort')).toBe(before);
  });

  it("starts for an ordinary user, its page in Chromium's own sandbox", async () => {
    await openApp();
    const { main, renderer } = await waitFor('the page', async () => {
      const held = await heldProcesses(machine.root);
      return held.renderer !== null && held;
    });
    expect(renderer).toMatchObject({ seccomp: '2', noNewPrivs: '1' });
    expect(main).toMatchObject({ seccomp: '0', noNewPrivs: '0' });
    for (const kind of ['user', 'pid', 'net'] as const) {
      expect(renderer?.[kind]).toMatch(/^[a-z]+:\[\d+\]$/);
      expect(renderer?.[kind]).not.toBe(main?.[kind]);
    }
  });

  it('shows itself in the tray', { timeout: installMs }, async () => {
    const labels = await waitFor('a menu that quits', async () => {
      const shown = await tray.labels();
      return shown.some((label) => label.startsWith('Quit')) && shown;
    });
    expect(labels.length).toBeGreaterThan(3);
    if (pictures !== undefined) await takePicture(join(pictures, `installed-${suite}.png`));
  });

  it('keeps settings, history and vault over an upgrade', { timeout: installMs }, async () => {
    await asRoot('apt-get -q -y --no-install-recommends install gnome-keyring', installMs);
    expect(await machine.end(app)).toBe(0);
    expect(await unlockKeyring()).toMatchObject({ code: 0 });
    await openApp();
    expect(await machine.cli('settings set appetite.tasks 777')).toMatchObject({ code: 0 });
    const key = await machine.cli('credentials set openai --stdin', 'sk-of-nobody-0123456789');
    expect(key).toMatchObject({ code: 0 });
    await waitFor('the key to be stored', async () =>
      JSON.stringify(await json('credentials')).includes('"store":"keyring"'),
    );
    const spawned = await machine.cli('spawn --template codex-5.5 --wait -- hello');
    expect(spawned.output).toContain('codex was not found');
    const before = await json('status');
    expect(before).toMatchObject({ helpers: [{}] });

    await machine.root.place(debs.newer, '/tmp/newer.deb');
    await asRoot('dpkg -i /tmp/newer.deb', installMs);
    // What runs goes on; the next start is the new one.
    expect(await json('status')).toMatchObject({ helpers: [{}] });
    expect(await machine.end(app)).toBe(0);
    await openApp();
    const version = await asRoot("dpkg-query -W -f '${Version}' bulkhead");
    expect(version).not.toContain('0.0.9');
    expect(JSON.stringify(await json('settings get'))).toContain('777');
    const id = (value: unknown): string =>
      /"id":"(helper-[^"]+)"/.exec(JSON.stringify(value))?.[1] ?? '';
    expect(id(before)).not.toBe('');
    expect(id(await json('status'))).toBe(id(before));
    expect(JSON.stringify(await json('credentials'))).toContain('"store":"keyring"');
  });

  it('is removed and purged without leftovers, and leaves what is the person’s', async () => {
    expect(await machine.end(app)).toBe(0);
    await asRoot('dpkg --remove bulkhead');
    const purged = await asRoot('dpkg --purge bulkhead 2>&1');
    expect(purged).toContain('~/.local/share/bulkhead');
    const left = await asRoot(
      `find / -xdev \\( -path /proc -o -path /tmp -o -path /home/person -o -path /var/cache/apt \\) -prune \
      -o -iname '*bulkhead*' -print`,
    );
    // apt and its configuration are the test's own
    expect(left.split('\n').filter((one) => one !== '' && !one.endsWith('/90bulkhead'))).toEqual(
      [],
    );
    await asRoot('test ! -e /opt/Bulkhead && test ! -e /etc/apparmor.d/bulkhead');
    await asRoot(
      `test -s ${home}/settings.json && test -d ${home}/vault && test -d ${home}/helpers`,
    );
  });
});
