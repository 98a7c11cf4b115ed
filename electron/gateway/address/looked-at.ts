import { readdir } from 'node:fs/promises';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

import type { LookedAt } from '../../../shared/state.ts';
import { findInPath } from '../../base/find-program.ts';
import type { Looks } from '../../base/folder-look.ts';
import { endpointOf, isLoopbackHost } from './gateway-url.ts';
import { checkListener, type SocketTable } from './listener-check.ts';
import { type Env, setting } from './openclaw-config.ts';

/** Folders of systemd's unit files that every Linux has. */
export const systemUnitFolders: readonly string[] = [
  '/etc/systemd/user',
  '/usr/lib/systemd/user',
  '/etc/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

const unitName = /^openclaw-gateway(?:-[\w-]+)?\.service$/;

/** Looks, without dialling or starting anything, where a gateway of this computer could be. */
export const lookAround = async (
  url: string,
  env: Env,
  table: SocketTable,
  looks: Pick<Looks, 'resolve'>,
  unitFolders: readonly string[] = systemUnitFolders,
): Promise<readonly LookedAt[]> =>
  Promise.all([
    lookAtPort(url, table),
    lookForUnit(env, unitFolders, looks),
    lookForCommand(env, looks),
  ]);

const lookAtPort = async (url: string, table: SocketTable): Promise<LookedAt> => {
  const { host, port } = endpointOf(url);
  const place = `Port ${port}`;
  if (!isLoopbackHost(host)) {
    return { place, found: `on another computer (${host}), not looked at`, ok: false };
  }
  const check = await checkListener(url, table);
  switch (check.kind) {
    case 'nobody':
      return { place, found: 'nothing is listening', ok: false };
    case 'foreign':
      return { place, found: `held by ${check.owner}`, ok: false };
    case 'trusted':
      return { place, found: `answers on ${host}`, ok: true };
    case 'unknown':
      return { place, found: 'cannot be looked at', ok: false };
  }
};

const lookForUnit = async (
  env: Env,
  system: readonly string[],
  looks: Pick<Looks, 'resolve'>,
): Promise<LookedAt> => {
  const home = setting(env, 'HOME');
  const config = setting(env, 'XDG_CONFIG_HOME') ?? (home === null ? null : join(home, '.config'));
  const own = config === null ? [] : [join(config, 'systemd', 'user')];
  const folders = [...own, ...system];
  const place = 'Service openclaw-gateway';
  const { answering, silent } = await partedBySilence(folders, looks);
  const listed = await Promise.all(answering.map((folder) => readdir(folder).catch(() => [])));
  const unit = listed.flat().find((name) => unitName.test(name));
  if (unit !== undefined) return { place, found: `installed (${unit})`, ok: true };
  const [away] = silent;
  const found = away === undefined ? 'not installed' : `${away} does not answer`;
  return { place, found, ok: false };
};

const lookForCommand = async (env: Env, looks: Pick<Looks, 'resolve'>): Promise<LookedAt> => {
  const place = 'Command openclaw';
  const folders = (setting(env, 'PATH') ?? '').split(delimiter).filter((one) => isAbsolute(one));
  const files = folders.map((folder) => join(folder, 'openclaw'));
  const { answering, silent } = await partedBySilence(files, looks);
  const path = await findInPath('openclaw', answering.map((file) => dirname(file)).join(delimiter));
  if (path !== null) return { place, found: path, ok: true, program: true };
  const [away] = silent;
  return { place, found: away === undefined ? 'not found' : `${away} does not answer`, ok: false };
};

const partedBySilence = async (
  paths: readonly string[],
  looks: Pick<Looks, 'resolve'>,
): Promise<{ readonly answering: readonly string[]; readonly silent: readonly string[] }> => {
  const places = await looks.resolve(paths);
  const isSilent = (n: number): boolean => places[n]?.isSilent === true;
  return {
    answering: paths.filter((_path, n) => !isSilent(n)),
    silent: paths.filter((_path, n) => isSilent(n)),
  };
};
