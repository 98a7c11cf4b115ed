import { readdir } from 'node:fs/promises';
import path from 'node:path';

import type { Unreadable } from '../../../shared/settings.ts';
import type { Clock } from '../../base/clock.ts';
import { readRegularFile } from '../../base/files.ts';
import type { Looks } from '../../base/folder-look.ts';
import { errnoOf } from '../../base/values.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface SecretPlaces {
  readonly env: Environment;
  /** The person's home folder. */
  readonly personHome: string;
  /** BULKHEAD_HOME. */
  readonly home: string;
  /** What the person added and took away; nothing when left out. */
  readonly unreadable?: () => Unreadable;
}

/** Below the home folder, wherever the variables point. */
const inHome: readonly string[] = [
  '.netrc',
  '.git-credentials',
  '.pgpass',
  '.password-store',
  '.kube',
  '.azure',
  '.docker/config.json',
  // Browsers, as the distribution, snap and Flatpak install them.
  '.mozilla',
  'snap/firefox',
  'snap/chromium',
  'snap/brave',
  '.var/app/org.mozilla.firefox',
  '.var/app/com.google.Chrome',
  '.var/app/org.chromium.Chromium',
  '.var/app/com.brave.Browser',
  '.var/app/com.microsoft.Edge',
  '.var/app/com.vivaldi.Vivaldi',
  '.var/app/com.bitwarden.desktop',
  '.var/app/com.onepassword.OnePassword',
  '.var/app/org.keepassxc.KeePassXC',
  'snap/bitwarden',
  // Sign-ins of other agents.
  '.claude',
  '.claude.json',
  '.gemini',
];

/** Below XDG_CONFIG_HOME. */
const inConfig: readonly string[] = [
  'git/credentials',
  'gh',
  'gcloud',
  'rclone',
  'google-chrome',
  'google-chrome-beta',
  'chromium',
  'BraveSoftware',
  'microsoft-edge',
  'vivaldi',
  'opera',
  'mozilla',
  'github-copilot',
  'opencode',
  'Bitwarden',
  '1Password',
  'keepassxc',
];

/** Below XDG_DATA_HOME. */
const inData: readonly string[] = ['keyrings', 'kwalletd', 'opencode'];

/** Variables that move one of these places. */
const movedBy: readonly string[] = [
  'NETRC',
  'PGPASSFILE',
  'PASSWORD_STORE_DIR',
  'AZURE_CONFIG_DIR',
  'CLOUDSDK_CONFIG',
  'GH_CONFIG_DIR',
  'RCLONE_CONFIG',
  'CLAUDE_CONFIG_DIR',
  'AWS_SHARED_CREDENTIALS_FILE',
];

const fromHome = (value: string, personHome: string): string =>
  value === '~' || value.startsWith('~/') ? path.join(personHome, value.slice(1)) : value;

const isWithin = (place: string, folder: string): boolean =>
  place === folder || place.startsWith(folder === '/' ? '/' : `${folder}/`);

/** What OpenClaw, codex, Bulkhead and the keyrings keep. */
const ofOurOwn = ({ env, personHome, home }: SecretPlaces): readonly (string | undefined)[] => {
  const openclawHome = env.OPENCLAW_HOME;
  const profile = env.OPENCLAW_PROFILE;
  return [
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
  ];
};

const ofOtherPrograms = ({ env, personHome }: SecretPlaces): readonly (string | undefined)[] => {
  const below = (folder: string | undefined, usual: string, names: readonly string[]) =>
    [...new Set([path.join(personHome, usual), folder ?? ''])]
      .filter((one) => one !== '')
      .flatMap((one) => names.map((name) => path.join(one, name)));
  return [
    ...inHome.map((name) => path.join(personHome, name)),
    ...below(env.XDG_CONFIG_HOME, '.config', inConfig),
    ...below(env.XDG_DATA_HOME, '.local/share', inData),
    ...(env.KUBECONFIG ?? '').split(':'),
    env.DOCKER_CONFIG === undefined ? undefined : path.join(env.DOCKER_CONFIG, 'config.json'),
    ...movedBy.map((name) => env[name]),
  ];
};

/**
 * Folders and files that hold the person's secrets and that no tool command of a helper may read,
 * with what the settings add and without what they allow (Bulkhead's own folder is never allowed).
 * Absolute, without duplicates. Pure.
 */
export const secretPlaces = (where: SecretPlaces): readonly string[] => {
  const { personHome, home, unreadable } = where;
  const { add = [], allow = [] } = unreadable?.() ?? {};
  const absolute = (places: readonly (string | undefined)[]): readonly string[] =>
    places
      .filter((place): place is string => place !== undefined && place !== '')
      .map((place) => path.resolve(personHome, fromHome(place, personHome)));
  const allowed = absolute(allow);
  const places = [
    ...absolute(ofOurOwn(where)),
    // A variable that points at the home folder must not close all of it.
    ...absolute(ofOtherPrograms(where)).filter((place) => !isWithin(personHome, place)),
    ...absolute(add),
  ];
  const [own] = absolute([home]);
  return [...new Set(places)].filter(
    (place) => place === own || !allowed.some((folder) => isWithin(place, folder)),
  );
};

/** Files that are often there without a secret, and read by many programs. */
const sometimes: readonly { readonly name: string; readonly secret: RegExp }[] = [
  { name: '.npmrc', secret: /(?:_authToken|_auth|_password)[ \t]{0,8}=/ },
  { name: '.pypirc', secret: /^[ \t]{0,8}password[ \t]{0,8}[=:]/m },
];

const lookedAt = 64 * 1024;

/** `file` is no link, and in a place that answers. */
const holdsSecret = async (file: string, secret: RegExp): Promise<boolean> => {
  try {
    return secret.test((await readRegularFile(file, lookedAt)).toString('utf8'));
  } catch (thrown) {
    // One that is there and says nothing is not handed on either.
    return errnoOf(thrown) !== 'ENOENT';
  }
};

interface MayHold {
  readonly file: string;
  readonly secret: RegExp;
}

const filesThatMayHold = ({ env, personHome }: SecretPlaces): readonly MayHold[] => {
  const npm = env.NPM_CONFIG_USERCONFIG ?? env.npm_config_userconfig ?? '';
  return sometimes.flatMap(({ name, secret }) => {
    const moved = name === '.npmrc' && npm !== '' ? [path.resolve(personHome, npm)] : [];
    return [path.join(personHome, name), ...moved].map((file) => ({ file, secret }));
  });
};

const otherProfiles = async (personHome: string): Promise<readonly string[]> => {
  const names = await readdir(personHome).catch(() => []);
  return names
    .filter((name) => name.startsWith('.openclaw-'))
    .map((name) => path.join(personHome, name));
};

/**
 * `secretPlaces`, the state folders of OpenClaw's other profiles, and npm's and PyPI's files where
 * they hold a token; each also under the name that a symbolic link leads to, so that the way around
 * a link is closed as well.
 */
export const findSecretPlaces = async (
  where: SecretPlaces,
  looks: Pick<Looks, 'resolve'>,
): Promise<readonly string[]> => {
  const { personHome, unreadable } = where;
  const { allow = [] } = unreadable?.() ?? {};
  const allowed = allow.map((place) => path.resolve(personHome, fromHome(place, personHome)));
  const isClosed = (place: string): boolean => !allowed.some((folder) => isWithin(place, folder));
  const profiles = (await otherProfiles(personHome)).filter(isClosed);
  const sure = [...secretPlaces(where), ...profiles];
  const unsure = filesThatMayHold(where).filter(({ file }) => isClosed(file));
  // One question for all, before any of them is touched: what is on a share that is away would hang.
  const places = await looks.resolve([...sure, ...unsure.map(({ file }) => file)]);
  const closed = await Promise.all(
    unsure.map(async ({ file, secret }, n) => {
      const place = places[sure.length + n];
      if (place === undefined) return [];
      const isClosedToo =
        place.isSilent === true || (place.exists && (await holdsSecret(place.path, secret)));
      return isClosedToo ? [file, place.path] : [];
    }),
  );
  const real = places.slice(0, sure.length).map((place) => place.path);
  return [...new Set([...sure, ...real, ...closed.flat()])];
};

/** Many helpers start at once, and what is unreadable changes seldom. */
const rememberedMs = 5_000;

/** `findSecretPlaces`, asked at most every five seconds however many helpers start. */
export const rememberedSecretPlaces = (
  where: SecretPlaces,
  looks: Pick<Looks, 'resolve'>,
  clock: Pick<Clock, 'monotonic'>,
): (() => Promise<readonly string[]>) => {
  let known: { readonly at: number; readonly places: Promise<readonly string[]> } | null = null;
  return () => {
    const now = clock.monotonic();
    if (known === null || now - known.at >= rememberedMs) {
      known = { at: now, places: findSecretPlaces(where, looks) };
    }
    return known.places;
  };
};
