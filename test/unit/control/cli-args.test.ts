import { describe, expect, it } from 'vitest';
import { parseCliArgs } from '../../../electron/control/cli-args.ts';
import { UsageError } from '../../../electron/control/usage-error.ts';

describe('parseCliArgs', () => {
  it.each([
    [[], { kind: 'help' }],
    [['--help'], { kind: 'help' }],
    [['spawn', '-h'], { kind: 'help', of: 'spawn' }],
    [['help'], { kind: 'help' }],
    [['help', 'sign-in'], { kind: 'help', of: 'sign-in' }],
    [['man'], { kind: 'man' }],
    [['completions', 'zsh'], { kind: 'completions', shell: 'zsh' }],
    [['--version'], { kind: 'version' }],
    [['status'], { kind: 'status' }],
    [['watch'], { kind: 'watch' }],
    [['helpers'], { kind: 'helpers' }],
    [['stop', 'h1'], { kind: 'stop', id: 'h1' }],
    [['retry', 'h1'], { kind: 'retry', id: 'h1' }],
    [['remove', 'h1'], { kind: 'remove', id: 'h1' }],
    [['gateway', 'connect'], { kind: 'gateway', act: 'connect' }],
    [['templates', 'list'], { kind: 'templates-list' }],
    [['templates', 'add', '-'], { kind: 'templates-add', file: '-', yes: false }],
    [['templates', 'export'], { kind: 'templates-export', names: [], to: null }],
    [
      ['templates', 'export', 'a', 'b', '--to', 'f'],
      { kind: 'templates-export', names: ['a', 'b'], to: 'f' },
    ],
    [['templates', 'import', 'f', '--yes'], { kind: 'templates-import', file: 'f', yes: true }],
    [['credentials'], { kind: 'credentials-list' }],
    [['credentials', 'list'], { kind: 'credentials-list' }],
    [
      ['credentials', 'add-account', 'Work'],
      { kind: 'credentials-add-account', label: 'Work', home: 'own' },
    ],
    [
      ['credentials', 'add-account', 'Work', '--adopt-codex'],
      { kind: 'credentials-add-account', label: 'Work', home: 'codex' },
    ],
    [['sign-in', 'work'], { kind: 'sign-in', id: 'work', how: null }],
    [['sign-in', 'work', '--device'], { kind: 'sign-in', id: 'work', how: 'device' }],
    [['sign-in', 'corp', '--api-key-stdin'], { kind: 'sign-in', id: 'corp', how: 'api-key' }],
    [['sign-out', 'work'], { kind: 'sign-out', id: 'work' }],
    [['check', 'work'], { kind: 'check', id: 'work' }],
    [['credentials', 'set', 'corp', '--stdin'], { kind: 'credentials-set', id: 'corp' }],
    [['settings', 'get'], { kind: 'settings-get', key: null }],
    [['settings', 'get', 'limits.alive'], { kind: 'settings-get', key: 'limits.alive' }],
    [
      ['settings', 'set', 'limits.alive', '5'],
      { kind: 'settings-set', key: 'limits.alive', value: 5 },
    ],
    [['settings', 'set', 'theme', 'dark'], { kind: 'settings-set', key: 'theme', value: 'dark' }],
    [
      ['settings', 'set', 'codexBinary', 'null'],
      { kind: 'settings-set', key: 'codexBinary', value: null },
    ],
    [['drill'], { kind: 'drill', only: [] }],
    [['drill', '--only', 'killed', '--only', 'disk'], { kind: 'drill', only: ['killed', 'disk'] }],
    [['bundle', 'b.txt'], { kind: 'bundle', file: 'b.txt', yes: false }],
    [['bundle', '--yes', 'b.txt'], { kind: 'bundle', file: 'b.txt', yes: true }],
    [['show'], { kind: 'show', helper: null }],
    [['show', 'helper', 'h1'], { kind: 'show', helper: 'h1' }],
    [['practice', 'start'], { kind: 'practice', act: 'start' }],
  ])('%j asks for %j', (args, command) => {
    expect(parseCliArgs(args)).toEqual({ command, json: false, practice: false });
  });

  it('takes --json and --practice anywhere before the prompt', () => {
    for (const args of [
      ['--json', 'status', '--practice'],
      ['status', '--practice', '--json'],
    ]) {
      expect(parseCliArgs(args)).toMatchObject({ json: true, practice: true });
    }
  });

  it('takes a spawn with all its options, and the prompt as it stands after two dashes', () => {
    const args = 'spawn --yes --template t --cwd . --spawned-by main --isolated --wait --json --';
    expect(parseCliArgs([...args.split(' '), '--json is', 'not', '-h'])).toEqual({
      command: {
        kind: 'spawn',
        template: 't',
        prompt: '--json is not -h',
        cwd: '.',
        isolated: true,
        spawnedBy: 'main',
        wait: true,
        yes: true,
      },
      json: true,
      practice: false,
    });
    expect(parseCliArgs(['spawn', '--template', 't', '--shared', '--', 'x']).command).toMatchObject(
      {
        isolated: false,
      },
    );
  });

  it.each([
    [['dance']],
    [['dance', '--help']],
    [['help', 'dance']],
    [['help', 'status', 'now']],
    [['completions']],
    [['completions', 'tcsh']],
    [['man', 'bulkhead']],
    [['helpers', '--yes']],
    [['status', 'now']],
    [['status', '--wait']],
    [['status', '--stdin']],
    [['--nonsense']],
    [['stop']],
    [['stop', '']],
    [['stop', 'a', 'b']],
    [['spawn', '--', 'x']],
    [['spawn', '--template', 't']],
    [['spawn', '--template', 't', '--', '  ']],
    [['spawn', '--template', 't', '--isolated', '--shared', '--', 'x']],
    [['spawn', '--template', 't', '--shared', '--spawned-by', 'main', '--', 'x']],
    [['spawn', '--template']],
    [['spawn', '--wait=yes', '--template', 't', '--', 'x']],
    [['gateway']],
    [['gateway', 'explode']],
    [['gateway', 'retry', 'now']],
    [['templates']],
    [['templates', 'add']],
    [['templates', 'import']],
    [['templates', 'list', '--to', 'f']],
    [['templates', 'add', 'a', 'b']],
    [['credentials', 'set', 'corp']],
    [['credentials', 'set', '--stdin']],
    [['credentials', 'wash']],
    [['credentials', 'add-account']],
    [['sign-in', 'a', '--adopt-codex']],
    [['sign-in']],
    [['sign-in', 'a', 'b']],
    [['sign-in', 'a', '--device', '--api-key-stdin']],
    [['sign-in', 'a', '--stdin']],
    [['sign-out']],
    [['check', 'a', '--device']],
    [['status', '--api-key-stdin']],
    [['settings', 'set', 'theme']],
    [['settings', 'get', 'a', 'b']],
    [['practice', 'again']],
    [['drill', 'killed']],
    [['drill', '--only']],
    [['drill', '--yes']],
    [['status', '--only', 'killed']],
    [['show', 'h1']],
    [['show', 'helper']],
    [['show', 'helper', 'a', 'b']],
    [['bundle']],
    [['bundle', 'a', 'b']],
    [['bundle', 'a', '--only', 'killed']],
    [['__proto__']],
    [['constructor']],
  ])('%j is wrong usage', (args) => {
    expect(() => parseCliArgs(args)).toThrow(UsageError);
  });

  it('never repeats what was given where a key might stand', () => {
    for (const args of [
      ['credentials', 'set', 'corp', 'sk-canary-1'],
      ['credentials', 'set', 'corp', '--key=sk-canary-1'],
      ['credentials', 'set', 'corp', '--stdin', 'sk-canary-1'],
      ['credentials', 'set', 'corp', '--stdin=sk-canary-1'],
      ['credentials', 'sk-canary-1'],
      ['sign-in', 'corp', 'sk-canary-1'],
      ['sign-in', 'corp', '--api-key-stdin=sk-canary-1'],
      ['sk-canary-1'],
      ['--sk-canary-1'],
      ['stop', 'sk-canary-1', 'sk-canary-1'],
    ]) {
      let message = '';
      try {
        parseCliArgs(args);
      } catch (error) {
        message = String(error);
      }
      expect(message).not.toBe('');
      expect(message).not.toContain('canary-1');
    }
  });

  it('answers any words at all with a request or a usage error', () => {
    const words = [
      'status',
      'spawn',
      'templates',
      'credentials',
      'settings',
      'set',
      'get',
      'add',
      'list',
      '--',
      '--json',
      '--template',
      '--cwd',
      '--stdin',
      '--shared',
      '--wait',
      '-',
      '-h',
      '-x',
      '',
      '--=',
      '\u0000',
      '\u{1f6a2}',
      '--template=',
      '../..',
      'x'.repeat(5000),
    ];
    let seed = 7;
    const next = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let round = 0; round < 3000; round += 1) {
      const args = Array.from({ length: next(7) }, () => words[next(words.length)] ?? '');
      try {
        parseCliArgs(args);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }
  });
});
