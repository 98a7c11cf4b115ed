import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startProvider } from '../stand-ins/loopback-provider.ts';
import type { LoopbackProvider } from '../stand-ins/loopback-provider.ts';
import type { Sandbox } from '../../shared/state.ts';
import { startPanelApp } from '../support/panel-app.ts';
import type { PanelApp } from '../support/panel-app.ts';
import { freePort } from './support/free-port.ts';
import { realPrograms } from './support/real-programs.ts';
import { addTemplate, helperIn, outputOf, spawnHelper } from './support/story.ts';

const inConfig: readonly string[] = [
  ...['gh/hosts.yml', 'gcloud/credentials.db', 'rclone/rclone.conf', 'opencode/auth.json'],
  ...['google-chrome/Default/Cookies', 'chromium/Default/Cookies', 'github-copilot/apps.json'],
  ...['BraveSoftware/Brave-Browser/Cookies', 'Bitwarden/data.json', 'keepassxc/keepassxc.ini'],
];

const otherSecrets: readonly string[] = [
  ...['.netrc', '.npmrc', '.pypirc', '.git-credentials', '.pgpass', '.claude.json'],
  ...['.password-store/one.gpg', '.kube/config', '.azure/tokens.json', '.docker/config.json'],
  ...['.mozilla/firefox/p/logins.json', '.claude/.credentials.json', '.gemini/oauth_creds.json'],
  ...inConfig.map((name) => `.config/${name}`),
  'added/secret.txt',
];

/** What npm's and PyPI's files say when they hold a token. */
const tokenLines: Readonly<Record<string, string>> = {
  '.npmrc': '//registry.example/:_authToken=',
  '.pypirc': 'password = ',
};

describe('what a real tool command can read of the person', () => {
  let provider: LoopbackProvider;
  let app: PanelApp;
  let secretFiles: readonly string[];
  const bodies: string[] = [];

  beforeAll(async () => {
    const folder = await realpath(await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'person-')));
    const person = join(folder, 'person');
    const openclaw = join(folder, 'openclaw-state');
    const home = join(folder, 'bulkhead');
    secretFiles = [
      join(person, '.ssh/id_ed25519'),
      join(person, '.codex/auth.json'),
      join(person, '.gnupg/private-keys-v1.d/one.key'),
      join(person, '.aws/credentials'),
      join(person, '.openclaw/openclaw.json'),
      join(person, '.local/share/keyrings/login.keyring'),
      join(openclaw, 'openclaw.json'),
      join(openclaw, 'identity/device-auth.json'),
      ...otherSecrets.map((name) => join(person, name)),
      join(home, 'vault/planted.json'),
      join(home, 'device.json.bak'),
    ];
    const port = await freePort();
    for (const [index, file] of secretFiles.entries()) {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const token = `PLANTED-SECRET-${String(index)}`;
      const config = { gateway: { mode: 'local', port, auth: { mode: 'token', token } } };
      const line = tokenLines[basename(file)];
      const content = line === undefined ? JSON.stringify(config) : `${line}${token}\n`;
      await writeFile(file, content, { mode: 0o600 });
    }
    provider = await startProvider({
      tokens: {},
      onBody: (body) => bodies.push(JSON.stringify(body)),
    });
    const { codex } = await realPrograms();
    app = await startPanelApp({
      home,
      env: { HOME: person, OPENCLAW_STATE_DIR: openclaw, BULKHEAD_CODEX: codex },
    });
    const set = await app.cli(['settings', 'set', 'unreadable.add', '["~/added"]']);
    expect(set.code).toBe(0);
  }, 60_000);

  afterAll(async () => {
    await app.quit();
    await provider.close();
  });

  it.each<Sandbox>(['read-only', 'workspace-write'])(
    'in the sandbox %s: its own folder, and no secret',
    async (sandbox) => {
      const work = join(app.home, '..', 'work');
      await mkdir(work, { recursive: true });
      await writeFile(join(work, 'notes.txt'), 'PLAIN-NOTES');
      const read = secretFiles.map((file) => `cat "${file}"; cp "${file}" stolen && cat stolen`);
      provider.set(sandbox, {
        kind: 'tool-call',
        command: ['cat notes.txt', ...read, 'env', 'cat /proc/[0-9]*/environ'].join('\n'),
      });
      const template = await addTemplate(app, provider, `Reads ${sandbox}`, sandbox, sandbox);
      const before = bodies.length;
      const helper = await spawnHelper(app, template, 'read everything');
      await helperIn(app, helper, ['completed']);

      expect(bodies.join('\n')).not.toContain('PLANTED-SECRET');
      expect(await outputOf(app, helper)).not.toContain('PLANTED-SECRET');
      const sent = bodies.slice(before);
      expect(sent, 'one request with the prompt, one with what the tool printed').toHaveLength(2);
      expect(sent[1]).toContain('PLAIN-NOTES');
      const denied = sent[1]?.match(/Permission denied/g) ?? [];
      expect(denied.length).toBeGreaterThanOrEqual(secretFiles.length);
    },
    60_000,
  );
});
