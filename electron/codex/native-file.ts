import { open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { executable } from '../base/find-program.ts';

const isScript = async (path: string): Promise<boolean> => {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.toString('latin1') === '#!';
  } finally {
    await file.close();
  }
};

const inVendor = async (vendor: string): Promise<string | null> => {
  const triples = await readdir(vendor).catch(() => []);
  for (const triple of triples) {
    for (const inside of ['bin/codex', 'codex/codex']) {
      const found = await executable(join(vendor, triple, inside));
      if (found !== null) return found;
    }
  }
  return null;
};

/**
 * The native file behind an executable: npm's launcher `@openai/codex/bin/codex.js` is resolved to
 * the program of its platform package, so that there is one process and signals reach it. Anything
 * else is itself.
 */
export const nativeFile = async (path: string): Promise<string> => {
  if (!(await isScript(path))) return path;
  const root = dirname(dirname(path));
  const platform = `codex-${process.platform}-${process.arch}`;
  for (const vendor of [
    join(root, 'node_modules', '@openai', platform, 'vendor'),
    join(dirname(root), platform, 'vendor'),
    join(root, 'vendor'),
  ]) {
    const found = await inVendor(vendor);
    if (found !== null) return found;
  }
  return path;
};
