import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { lookAtSandboxes } from '../../electron/codex/sandbox-look.ts';
import { TestBench } from '../support/test-bench.ts';
import { realCodex, realCodexes } from './support/codex-bench.ts';

const path = process.env.PATH ?? '';
const never = new AbortController().signal;

let bench: TestBench;

beforeAll(() => realCodex(), 900_000);
beforeEach(() => {
  bench = new TestBench();
});
afterEach(() => bench.close());

describe.each(realCodexes)('a look at the sandboxes of the real %s', (which) => {
  test('finds that no command in them reaches a Unix socket', async () => {
    expect(await lookAtSandboxes(await realCodex(which), path, never)).toEqual({
      'read-only': 'closed',
      'workspace-write': 'closed',
    });
  });

  test('finds them broken where no namespace can be made', async () => {
    const program = await realCodex(which);
    const command = join(await bench.folder(), 'codex');
    const limits = ['user', 'mnt'].map((kind) => `echo 0 > /proc/sys/user/max_${kind}_namespaces`);
    await writeFile(
      command,
      // The limits hold in a user namespace of its own; the tester is run as it is.
      `#!/bin/sh
[ "$1" = sandbox ] || exec '${program.command}' "$@"
exec unshare -Ur sh -c '${limits.join('; ')}; exec "$0" "$@"' '${program.command}' "$@"
`,
    );
    await chmod(command, 0o755);
    expect(await lookAtSandboxes({ ...program, command }, path, never)).toEqual({
      'read-only': 'broken',
      'workspace-write': 'broken',
    });
  });
});
