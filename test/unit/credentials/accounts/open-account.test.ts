import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { FolderLooks, type Looks } from '../../../../electron/base/folder-look.ts';
import { silentLog } from '../../../../electron/base/log.ts';
import { createOpenAccount } from '../../../../electron/credentials/accounts/open-account.ts';
import { promptLooks } from '../../../fakes/prompt-looks.ts';
import { scriptedProgram } from '../../../fakes/scripted-codex.ts';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'bulkhead-open-account-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const servers = '[mcp_servers.files]\ncommand = "x"\n';

it.each<[string, (file: string) => unknown, readonly string[]]>([
  ['names one', (file) => writeFile(file, servers), ['files']],
  ['is a FIFO', (file) => execFileSync('mkfifo', [file]), []],
  ['is a folder', (file) => mkdir(file), []],
  ['is larger than any', (file) => writeFile(file, servers + '#'.repeat(3_000_000)), []],
  ['is not there', () => undefined, []],
])(
  'an account of a codex whose config.toml %s opens, without its tool servers',
  async (_how, make, named) => {
    await make(join(base, 'config.toml'));
    const told: (readonly string[])[] = [];
    const open = createOpenAccount({
      folder: join(base, 'accounts'),
      codexHome: base,
      looks: new FolderLooks({ limitMs: 10_000 }),
      env: {},
      program: () => Promise.resolve(scriptedProgram),
      keyringReady: () => Promise.resolve(true),
      chatgptBaseUrl: () => 'http://127.0.0.1:1',
      log: silentLog,
      start: ({ mcpServers }) => {
        told.push(mcpServers);
        return Promise.reject(new Error('seen enough'));
      },
    });
    const listener = { onLoginEnd: () => undefined, onChange: () => undefined };
    const opening = open('ana', 'codex', listener, new AbortController().signal);
    await expect(opening).rejects.toThrow('seen enough');
    expect(told).toEqual([named]);
  },
);

it.each<[string, Partial<Looks>]>([
  ['', { look: () => Promise.resolve({ kind: 'silent', afterMs: 2_000 }) }],
  ['/config.toml', { readFile: () => Promise.resolve({ kind: 'silent', afterMs: 2_000 }) }],
])(
  'an account of a codex home where %j does not answer is refused by that name',
  async (end, part) => {
    const open = createOpenAccount({
      folder: join(base, 'accounts'),
      codexHome: base,
      looks: { ...promptLooks, ...part },
      env: {},
      program: () => Promise.resolve(scriptedProgram),
      keyringReady: () => Promise.resolve(true),
      chatgptBaseUrl: () => 'http://127.0.0.1:1',
      log: silentLog,
      start: () => Promise.reject(new Error('it went on')),
    });
    const listener = { onLoginEnd: () => undefined, onChange: () => undefined };
    const what = `${base}${end} does not answer`;
    await expect(
      open('ana', 'codex', listener, new AbortController().signal),
    ).rejects.toMatchObject({ failure: { kind: 'misconfigured', what } });
  },
);
