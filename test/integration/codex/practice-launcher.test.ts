import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { systemClock } from '../../../electron/base/clock.ts';
import { findCodex } from '../../../electron/codex/program.ts';
import { createStartClient } from '../../../electron/codex/start-client.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { practiceHelperVersion } from '../../../electron/practice/program/program.ts';
import { launcherScript, writeLauncher } from '../../../electron/practice/program/command.ts';
import { keyCredential } from '../../fakes/key-credential.ts';
import { practiceHelper } from '../../support/practice-helper.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "practice's launcher "));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the practice helper', () => {
  it('is found through the same code as codex, and starts as one process', async () => {
    const setting = await writeLauncher(join(folder, 'bin'), await practiceHelper());
    const program = await findCodex({
      setting,
      env: { PATH: process.env.PATH },
      roots: [],
      cacheFile: join(folder, 'programs.json'),
    });
    expect(program).toEqual({
      command: setting,
      args: [],
      version: practiceHelperVersion,
      env: {},
    });
    const home = await mkdtemp(join(folder, 'home-'));
    const client = await createStartClient({
      redact: (text) => text,
      clock: systemClock,
      log: silentLog,
    })(
      {
        program,
        home,
        env: { PATH: process.env.PATH ?? '', HOME: home },
        provider: { name: 'P', baseUrl: 'http://127.0.0.1:1/v1', wireApi: 'responses' },
        chatgptBaseUrl: null,
        unreadable: [],
      },
      keyCredential('key'),
      AbortSignal.timeout(10_000),
    );
    await client.close();
    // Killed by its group or not: the script became the program, so this is its own end.
    expect(await client.exited).toMatchObject({ exitCode: 0, signal: null });
  });

  it('keeps the launcher that is there while it is right, and replaces it when it is not', async () => {
    const program = await practiceHelper();
    const file = await writeLauncher(folder, program);
    expect((await stat(file)).mode & 0o777).toBe(0o700);
    const past = new Date(1_000_000);
    await utimes(file, past, past);
    await writeLauncher(folder, program);
    expect((await stat(file)).mtimeMs).toBe(past.getTime());
    await writeFile(file, '#!/bin/sh\n');
    await writeLauncher(folder, program);
    expect((await stat(file)).size).toBeGreaterThan(20);
  });

  it('is started with words that a shell would take apart', () => {
    expect(launcherScript({ command: "/a b/it's", args: ['$HOME', '--x'] })).toBe(
      `#!/bin/sh\nexec '/a b/it'\\''s' '$HOME' '--x' "$@"\n`,
    );
  });
});
