const secrets = 'org.freedesktop.secrets';

/** Names of password stores on the session bus, with what Chromium calls them; the first that is there. */
export const storesOnBus = [
  [secrets, 'gnome-libsecret'],
  ['org.kde.kwalletd6', 'kwallet6'],
  ['org.kde.kwalletd5', 'kwallet5'],
] as const;

/** A value of Chromium's switch `--password-store`. */
export type PasswordStore = (typeof storesOnBus)[number][1];

/** Desktops on which Chromium itself finds the store, as it spells them (`base/nix/xdg_util.cc`). */
const knownToChromium: ReadonlySet<string> = new Set([
  'Deepin',
  'GNOME',
  'KDE',
  'Pantheon',
  'UKUI',
  'Unity',
  'X-Cinnamon',
  'XFCE',
]);

const namesOf = (desktop: string | undefined): readonly string[] =>
  (desktop ?? '').split(':').map((name) => name.trim());

/** Where Chromium takes KWallet, and nothing else when that is not there. */
const isKde = (desktop: string | undefined): boolean => namesOf(desktop).includes('KDE');

/**
 * Whether Chromium would use no password store on a desktop of that XDG_CURRENT_DESKTOP, so that it has
 * to be told one. Pure.
 */
export const mustBeTold = (desktop: string | undefined): boolean =>
  !namesOf(desktop).some((name) => knownToChromium.has(name));

/** Whether it has to be looked what stores there are, before Chromium goes without one. Pure. */
export const isLookedFor = (desktop: string | undefined): boolean =>
  mustBeTold(desktop) || isKde(desktop);

/**
 * The store to tell Chromium where these names have an owner, or could be started: one that runs comes
 * before one that does not. Null is none, or on KDE that Chromium finds a KWallet itself. Pure.
 */
export const chooseStore = (
  names: { readonly owned: readonly string[]; readonly activatable: readonly string[] },
  desktop?: string,
): PasswordStore | null => {
  const among = (those: readonly string[]) => storesOnBus.find(([name]) => those.includes(name));
  const found = (among(names.owned) ?? among(names.activatable))?.[1] ?? null;
  const hasWallet = among(
    [...names.owned, ...names.activatable].filter((name) => name !== secrets),
  );
  return isKde(desktop) && hasWallet !== undefined ? null : found;
};
