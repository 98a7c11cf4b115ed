import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { expect, it } from 'vitest';

import { closingInherited } from '../../../electron/base/close-inherited.ts';

/** What a program prints that is started with so many descriptors too many. */
const startedWith = async (
  more: number,
  [file, args]: readonly [string, readonly string[]],
): Promise<string> => {
  const held = await open('/dev/null', 'r');
  try {
    const inherited = Array.from({ length: more }, () => held.fd);
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit', ...inherited] });
    return await text(child.stdout as NodeJS.ReadableStream);
  } finally {
    await held.close();
  }
};

// What it opened to read the folder is closed when it looks.
const looking = 'for fd in /proc/$$/fd/*; do [ ! -e "$fd" ] || printf "%s " "$fd"; done';
const list = ['/bin/sh', ['-c', looking]] as const;
const descriptors = (printed: string): readonly number[] =>
  printed
    .trim()
    .split(' ')
    .map((path) => Number(path.split('/').at(-1)));
const upTo = (last: number): readonly number[] => Array.from({ length: last + 1 }, (_, n) => n);

it.skipIf(!existsSync('/bin/bash'))('a child has stdin, stdout and stderr alone', async () => {
  expect(descriptors(await startedWith(130, list))).toEqual(expect.arrayContaining([...upTo(132)]));
  expect(descriptors(await startedWith(130, closingInherited(...list)))).toEqual(upTo(2));
});

it('without bash it has nothing between 3 and 9', async () => {
  const started = await startedWith(12, closingInherited(...list, null));
  expect(descriptors(started).filter((one) => one <= 9)).toEqual(upTo(2));
});

it('its words are its own, and no shell says anything of its own', async () => {
  const words = ['-n', '$(id)', '*', "it's", 'two\nlines', ''];
  const [file, args] = closingInherited('/usr/bin/printf', ['%s|', ...words]);
  const env = { BASH_ENV: '/nowhere/start', ENV: '/nowhere/start', LC_ALL: 'xx_YY.UTF-8' };
  const start = spawn(file, args, { env });
  const [said, complained] = await Promise.all([text(start.stdout), text(start.stderr)]);
  expect(said).toBe(words.map((word) => `${word}|`).join(''));
  expect(complained).toBe('');
});

it('every room that starts a process starts it so', async () => {
  const files = (await readdir('electron', { recursive: true })).filter((file) =>
    file.endsWith('.ts'),
  );
  const starting: string[] = [];
  const unclosed: string[] = [];
  for (const file of files) {
    // What misbehaves on purpose is a helper itself, and started closed.
    if (file.startsWith('faults/')) continue;
    const source = await readFile(join('electron', file), 'utf8');
    const calls = source.match(/\b(?:spawn|spawnSync|execFile\)?|execFileSync|fork|exec)\(/g);
    if (!source.includes("'node:child_process'") || calls === null) continue;
    starting.push(file);
    if (!source.includes('closingInherited(')) unclosed.push(file);
  }
  expect(starting.length).toBeGreaterThan(3);
  expect(unclosed).toEqual([]);
});
