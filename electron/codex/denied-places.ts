import type { Sandbox } from '../../shared/state.ts';
import type { Looks } from '../base/folder-look.ts';

const isInside = (path: string, folder: string): boolean =>
  folder === '/' ? path !== '/' : path.startsWith(`${folder}/`);

/**
 * The places behind `paths` as codex 0.169.0 can deny them to commands that may write below
 * `writable`. It can mask neither a link, nor a place in such a folder that is not there yet:
 * every command would fail. So links are resolved, and such places left out.
 */
export const deniedPlaces = async (
  paths: readonly string[],
  writable: readonly string[],
  looks: Pick<Looks, 'resolve'>,
): Promise<readonly string[]> => {
  const found = await looks.resolve([...paths, ...writable]);
  const [places, folders] = [found.slice(0, paths.length), found.slice(paths.length)];
  const kept = places.filter(
    ({ path, exists }) => exists || !folders.some((folder) => isInside(path, folder.path)),
  );
  const unique = [...new Set(kept.map(({ path }) => path))];
  return unique.filter((path) => !unique.some((other) => isInside(path, other)));
};

/** Below which folders the commands of a thread in `cwd` may write; `temporary` is its TMPDIR. */
export const writableFolders = (
  sandbox: Sandbox,
  cwd: string,
  temporary: string | undefined,
): readonly string[] => {
  if (sandbox === 'read-only') return [];
  return temporary === undefined ? [cwd] : [cwd, temporary];
};
