import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

import type { Looks } from '../../base/folder-look.ts';

/** A name in a folder that is there: what comes or goes under it may change what a path leads to. */
export interface WatchPoint {
  readonly folder: string;
  readonly name: string;
}

/** As many links as Linux itself follows on one way. */
const linksMax = 40;

/**
 * Where it shows that one of these files (absolute) changed, came or went: each of them, or the nearest
 * to it that is there, and every link on the way to it, also one that leads to nothing. A file behind a
 * folder that does not answer has none: to ask for it, too, would hang. Never rejects.
 */
export const watchPoints = async (
  files: readonly string[],
  looks: Pick<Looks, 'resolve'>,
): Promise<readonly WatchPoint[]> => {
  const points: WatchPoint[] = [];
  let wanted = files;
  for (let round = 0; wanted.length > 0 && round < linksMax; round += 1) {
    const places = await looks.resolve(wanted.map((file) => dirname(file)));
    wanted = wanted.flatMap((file, n) => {
      if (places[n]?.isSilent === true) return [];
      const way = walk(file);
      points.push(...way.points);
      return way.leadsTo === null ? [] : [way.leadsTo];
    });
  }
  return points;
};

interface Way {
  readonly points: readonly WatchPoint[];
  /** Where the file itself leads as a link: in a folder that was not asked for yet. */
  readonly leadsTo: string | null;
}

/** Goes to a file step by step, as the kernel does, once it is known that its folder answers. */
const walk = (file: string): Way => {
  const points: WatchPoint[] = [];
  const left = stepsOf(file);
  let folder = '/';
  let links = 0;
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    if (name === '..') {
      folder = dirname(folder);
      continue;
    }
    const path = `${folder === '/' ? '' : folder}/${name}`;
    const link = linkAt(path);
    if (link === 'nothing') return { points: [...points, { folder, name }], leadsTo: null };
    if (link === 'no-link') {
      if (left.length === 0) points.push({ folder, name });
      folder = path;
      continue;
    }
    points.push({ folder, name });
    links += 1;
    if (links > linksMax) break;
    const isAbsolute = link.target.startsWith('/');
    if (left.length === 0) {
      return { points, leadsTo: isAbsolute ? link.target : `${folder}/${link.target}` };
    }
    left.unshift(...stepsOf(link.target));
    if (isAbsolute) folder = '/';
  }
  return { points, leadsTo: null };
};

const stepsOf = (path: string): string[] =>
  path.split('/').filter((step) => step !== '' && step !== '.');

const linkAt = (path: string): 'nothing' | 'no-link' | { readonly target: string } => {
  try {
    const found: Stats | undefined = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return 'nothing';
    return found.isSymbolicLink() ? { target: readlinkSync(path) } : 'no-link';
  } catch {
    // What may not be looked at, or went meanwhile, leads no further.
    return 'nothing';
  }
};
