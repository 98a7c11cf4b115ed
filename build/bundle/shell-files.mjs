import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { projectRoot } from '../electron/pinned.mjs';

const run = promisify(execFile);
const zipped = promisify(gzip);

/** What the command line writes of itself, by where a package puts it below /usr/share. */
const files = [
  { args: ['completions', 'bash'], to: 'bash-completion/completions/bulkhead' },
  { args: ['completions', 'zsh'], to: 'zsh/site-functions/_bulkhead' },
  { args: ['completions', 'fish'], to: 'fish/vendor_completions.d/bulkhead.fish' },
  { args: ['man'], to: 'man/man1/bulkhead.1.gz' },
];

/** Writes completions and manual page into `out/cli/share/`, by the command line that was built. */
export async function writeShellFiles() {
  const cli = join(projectRoot, 'out/cli/bulkhead.mjs');
  for (const { args, to } of files) {
    const { stdout } = await run(process.execPath, [cli, ...args], { timeout: 30_000 });
    const file = join(projectRoot, 'out/cli/share', to);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, to.endsWith('.gz') ? await zipped(stdout, { level: 9 }) : stdout);
  }
}
