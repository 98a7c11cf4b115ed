import { expect, it } from 'vitest';

import { sandboxFinding, type SeenOfSandbox } from '../../../electron/codex/sandbox-look.ts';
import type { SandboxFinding } from '../../../shared/state.ts';

const closed: SeenOfSandbox = {
  testerReaches: true,
  testerRuns: true,
  commandRuns: true,
  reached: false,
};

it.each<readonly [string, Partial<SeenOfSandbox>, SandboxFinding]>([
  ['a tester that runs inside and reaches nobody', {}, 'closed'],
  ['a tester that reaches us from inside', { reached: true }, 'open'],
  ['no command that runs', { testerRuns: false, commandRuns: false }, 'broken'],
  ['a tester that does not run, where commands do', { testerRuns: false }, 'unknown'],
  ['a tester that reaches nobody outside either', { testerReaches: false }, 'unknown'],
  [
    'nothing that runs, and a tester that reaches nobody outside',
    { testerReaches: false, testerRuns: false, commandRuns: false },
    'unknown',
  ],
])('%s', (_what, seen, finding) => {
  expect(sandboxFinding({ ...closed, ...seen })).toBe(finding);
});
