import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../../electron/control/commands.ts';
import { completions, shells } from '../../../electron/control/completions.ts';
import { manPage } from '../../../electron/control/help.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-shells-'));
  for (const shell of shells) await writeFile(join(folder, shell), completions(shell));
  await writeFile(join(folder, 'bulkhead.1'), manPage('0.0.0'));
  await writeFile(join(folder, 'a template.json'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (program: string, args: readonly string[]) =>
  spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 20_000 });

const has = (program: string): boolean => run(program, ['--version']).error === undefined;

/** What bash offers after these words, the last one being typed. */
const offered = (words: readonly string[]): string[] => {
  const script = `source ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }
    _bulkhead; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = run('bash', [
    '--norc',
    '-euc',
    script,
    'bash',
    'bulkhead',
    ...words,
  ]);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.split('\n').filter((line) => line !== '');
};

describe.skipIf(!has('bash'))('completion in bash', () => {
  it('offers every command, then its words, its options, files and folders', () => {
    expect(offered([''])).toEqual(commands.map(({ name }) => name));
    expect(offered(['sp'])).toEqual(['spawn']);
    expect(offered(['--json', 'gateway', ''])).toEqual(['retry', 'disconnect', 'connect']);
    expect(offered(['--practice', 'credentials', 'add'])).toEqual(['add-account']);
    expect(offered(['help', 'sign-'])).toEqual(['sign-in', 'sign-out']);
    expect(offered(['spawn', '--te'])).toEqual(['--template']);
    expect(offered(['stop', '--te'])).toEqual([]);
    expect(offered(['drill', '--on'])).toEqual(['--only']);
    expect(offered(['templates', 'add', 'a'])).toEqual(['a template.json']);
    expect(offered(['spawn', '--cwd', 'a'])).toEqual([]);
    expect(offered(['spawn', '--template', 't', '--', '--js'])).toEqual([]);
  });
});

describe.each(['zsh', 'fish'] as const)('completion in %s', (shell) => {
  it.skipIf(!has(shell))('is read by it without a word', () => {
    const { status, stderr } = run(shell, ['-n', shell]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('names every command', () => {
    for (const { name } of commands)
      expect(completions(shell)).toMatch(new RegExp(`\\b${name}\\b`, 'u'));
  });
});

it.skipIf(!has('groff'))('the page of the manual is formatted without a warning', () => {
  const { stdout, stderr, status } = run('groff', ['-man', '-Tutf8', '-ww', '-z', 'bulkhead.1']);
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
});
