import { readdir } from 'node:fs/promises';
import path from 'node:path';

import type { Looks } from '../../base/folder-look.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface SecretPlaces {
  readonly env: Environment;
  /** The person's home folder. */
  readonly personHome: string;
  /** BULKHEAD_HOME. */
  readonly home: string;
}

const fromHome = (value: string, personHome: string): string =>
  value === '~' || value.startsWith('~/') ? path.join(personHome, value.slice(1)) : value;

/**
 * Folders (and OpenClaw's configuration file, when it lies elsewhere) that hold the person's
 * secrets and that no tool command of a helper may read. Absolute, without duplicates. Pure.
 */
export const secretPlaces = ({ env, personHome, home }: SecretPlaces): readonly string[] => {
  const data = env.XDG_DATA_HOME ?? path.join(personHome, '.local', 'share');
  const openclawHome = env.OPENCLAW_HOME;
  const profile = env.OPENCLAW_PROFILE;
  const places: readonly (string | undefined)[] = [
    path.join(personHome, '.openclaw'),
    openclawHome === undefined || openclawHome === ''
      ? undefined
      : path.join(fromHome(openclawHome, personHome), '.openclaw'),
    profile === undefined || !/^[\w.-]+$/.test(profile)
      ? undefined
      : path.join(personHome, `.openclaw-${profile}`),
    env.OPENCLAW_STATE_DIR,
    env.OPENCLAW_CONFIG_PATH,
    path.join(personHome, '.codex'),
    env.CODEX_HOME,
    home,
    path.join(personHome, '.ssh'),
    path.join(personHome, '.gnupg'),
    env.GNUPGHOME,
    path.join(personHome, '.aws'),
    path.join(personHome, '.local', 'share', 'keyrings'),
    path.join(personHome, '.local', 'share', 'kwalletd'),
    path.join(data, 'keyrings'),
    path.join(data, 'kwalletd'),
  ];
  const absolute = places
    .filter((place): place is string => place !== undefined && place !== '')
    .map((place) => path.resolve(personHome, fromHome(place, personHome)));
  return [...new Set(absolute)];
};

const otherProfiles = async (personHome: string): Promise<readonly string[]> => {
  const names = await readdir(personHome).catch(() => []);
  return names
    .filter((name) => name.startsWith('.openclaw-'))
    .map((name) => path.join(personHome, name));
};

/**
 * `secretPlaces` and the state folders of OpenClaw's other profiles, each also under the name that
 * a symbolic link leads to, so that the way around a link is closed as well.
 */
export const findSecretPlaces = async (
  where: SecretPlaces,
  looks: Pick<Looks, 'resolve'>,
): Promise<readonly string[]> => {
  const places = [...secretPlaces(where), ...(await otherProfiles(where.personHome))];
  const real = await looks.resolve(places);
  return [...new Set([...places, ...real.map((place) => place.path)])];
};
