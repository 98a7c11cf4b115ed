import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startBackgroundProgram } from '../../build/system/background-program.mjs';
import { openDebianRoot, person, readyForApt } from '../../build/system/debian-root.mjs';
import type { DebianRoot } from '../../build/system/debian-root.mjs';
import { waitFor } from '../support/wait-for.ts';

/** A bare Debian with an ordinary user who sits at a display and has a session bus. */
export interface InstalledMachine {
  readonly root: DebianRoot;
  readonly busAddress: string;
  /** What the session gives to what it starts. */
  readonly env: Readonly<Record<'DISPLAY' | 'XAUTHORITY' | 'DBUS_SESSION_BUS_ADDRESS', string>>;
  /** `bulkhead WORDS` as the person, who may hand something to standard input. */
  readonly cli: (
    words: string,
    input?: string,
  ) => Promise<{ readonly code: number; readonly output: string }>;
  /** Starts the app as the launcher does; it ends with the machine. */
  readonly start: () => ChildProcess;
  /** Ends the app as a person's session does, and waits. */
  readonly end: (app: ChildProcess) => Promise<number | null>;
  readonly stop: () => Promise<void>;
}

const socketInside = `/run/user/${String(person.uid)}/bus`;

/** The bus is ours and the person another user: it lets both in. */
const busConfig = (socket: string): string => `<busconfig><type>session</type>
<listen>unix:path=${socket}</listen><auth>EXTERNAL</auth><policy context="default"><allow user="*"/>
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`;

/**
 * Opens one. Display and bus are programs of this machine, so that the bare one has no library but what
 * the package asks for.
 */
export const openInstalledMachine = async (suite: string): Promise<InstalledMachine> => {
  const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'deb-'));
  const root = await openDebianRoot(suite, folder);
  const undo = [(): Promise<void> => root.stop()];
  const stop = async (): Promise<void> => {
    for (const one of undo.splice(0).reverse()) await one();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await readyForApt(root);
    const config = join(folder, 'bus.conf');
    await writeFile(config, busConfig(root.path(socketInside)));
    const bus = await startBackgroundProgram(
      'dbus-daemon',
      ['--nofork', '--nopidfile', '--print-address=3', `--config-file=${config}`],
      { timeoutMs: 20_000 },
    );
    undo.push(() => bus.stop());
    const cookie = `${person.home}/.Xauthority`;
    await root.place(process.env.XAUTHORITY ?? '', cookie);
    await chown(root.path(cookie), person.uid, person.uid);
    const env = {
      DISPLAY: process.env.DISPLAY ?? '',
      XAUTHORITY: cookie,
      XDG_CURRENT_DESKTOP: 'GNOME',
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${socketInside}`,
      OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1',
    };
    const apps = new Set<ChildProcess>();
    return {
      root,
      busAddress: `unix:path=${root.path(socketInside)}`,
      env,
      cli: (words, input = '') =>
        root.asPerson(`printf %s '${input}' | bulkhead ${words}`, { env, timeoutMs: 60_000 }),
      start: () => {
        const { command, args } = root.commandAsPerson('exec /opt/Bulkhead/bulkhead-start', env);
        const app = spawn(command, args, { stdio: 'ignore' });
        apps.add(app);
        return app;
      },
      end: async (app) => {
        if (app.exitCode !== null || app.signalCode !== null) return app.exitCode;
        const { code, output } = await root.asPerson(`kill -TERM $(${mainProcess})`);
        if (code !== 0) throw new Error(`the app could not be ended: ${output}`);
        await waitFor('the app to end', () => app.exitCode !== null || app.signalCode !== null);
        return app.exitCode;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/**
 * Prints the id of the app's first process, in the machine's own numbers. Once the package was replaced the
 * kernel adds to the name of a program that still runs that it is gone.
 */
const mainProcess = `for one in /proc/[0-9]*; do
  [ "$(readlink "$one/exe" | sed 's/ (deleted)$//')" = /opt/Bulkhead/bulkhead ] &&
  ! tr '\\0' '\\n' <"$one/cmdline" | grep -q -e '--type=' && echo "\${one#/proc/}"; done`;

/** How the kernel holds a process. */
export interface Held {
  readonly seccomp: string;
  readonly noNewPrivs: string;
  readonly user: string;
  readonly pid: string;
  readonly net: string;
}

const heldFields = `sed -n 's/^Seccomp:[[:space:]]*//p; s/^NoNewPrivs:[[:space:]]*//p' "$one/status"
  readlink "$one/ns/user" "$one/ns/pid" "$one/ns/net"`;

const readHeld = (text: string): Held | null => {
  // in the order in which the kernel writes them
  const [noNewPrivs, seccomp, user, pid, net] = text.trim().split('\n');
  if (noNewPrivs === undefined || seccomp === undefined) return null;
  return { noNewPrivs, seccomp, user: user ?? '', pid: pid ?? '', net: net ?? '' };
};

/** How the app's first process, and the one that draws its page, are held; null where there is none. */
export const heldProcesses = async (
  root: DebianRoot,
): Promise<{ readonly main: Held | null; readonly renderer: Held | null }> => {
  const main = await root.asRoot(
    `for id in $(${mainProcess}); do one=/proc/$id; ${heldFields}; done`,
  );
  // a process that the zygote made has its arguments in one piece
  const renderer = await root.asRoot(`for one in /proc/[0-9]*; do
    [ "$(readlink "$one/exe")" = /opt/Bulkhead/bulkhead ] &&
    grep -q -a -e '--type=renderer' "$one/cmdline" && { ${heldFields}; break; }; done; true`);
  return { main: readHeld(main.output), renderer: readHeld(renderer.output) };
};
