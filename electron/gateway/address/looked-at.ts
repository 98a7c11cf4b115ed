import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { LookedAt } from '../../../shared/state.ts';
import { findInPath } from '../../base/find-program.ts';
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
  unitFolders: readonly string[] = systemUnitFolders,
): Promise<readonly LookedAt[]> =>
  Promise.all([lookAtPort(url, table), lookForUnit(env, unitFolders), lookForCommand(env)]);

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

const lookForUnit = async (env: Env, system: readonly string[]): Promise<LookedAt> => {
  const home = setting(env, 'HOME');
  const config = setting(env, 'XDG_CONFIG_HOME') ?? (home === null ? null : join(home, '.config'));
  const own = config === null ? [] : [join(config, 'systemd', 'user')];
  const listed = await Promise.all(
    [...own, ...system].map((folder) => readdir(folder).catch(() => [])),
  );
  const unit = listed.flat().find((name) => unitName.test(name));
  const place = 'Service openclaw-gateway';
  return unit === undefined
    ? { place, found: 'not installed', ok: false }
    : { place, found: `installed (${unit})`, ok: true };
};

const lookForCommand = async (env: Env): Promise<LookedAt> => {
  const place = 'Command openclaw';
  const path = await findInPath('openclaw', setting(env, 'PATH') ?? '');
  return path === null
    ? { place, found: 'not found', ok: false }
    : { place, found: path, ok: true, program: true };
};
