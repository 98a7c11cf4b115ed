import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const exists = async (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const gitRoot = async (folder: string): Promise<string | null> => {
  for (let at = folder; ; at = dirname(at)) {
    // A worktree and a submodule have a file of that name.
    if (await exists(join(at, '.git'))) return at;
    if (dirname(at) === at) return null;
  }
};

/**
 * The folders by which codex may look up whether it trusts `cwd`: itself and its git root, each as
 * named and with links resolved.
 */
export const projectFolders = async (cwd: string): Promise<readonly string[]> => {
  const real = await realpath(cwd).catch(() => cwd);
  const roots = await Promise.all([gitRoot(cwd), gitRoot(real)]);
  return [...new Set([cwd, real, ...roots.filter((root) => root !== null)])];
};
