/** Names of password stores on the session bus, with what Chromium calls them; the first that is there. */
export const storesOnBus = [
  ['org.freedesktop.secrets', 'gnome-libsecret'],
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

/**
 * Whether Chromium would use no password store on a desktop of that XDG_CURRENT_DESKTOP, so that it has
 * to be told one. Pure.
 */
export const mustBeTold = (desktop: string | undefined): boolean =>
  !(desktop ?? '').split(':').some((name) => knownToChromium.has(name.trim()));

/**
 * The store to use where these names have an owner, or could be started: one that runs comes before one
 * that does not, and null is none. Pure.
 */
export const chooseStore = (names: {
  readonly owned: readonly string[];
  readonly activatable: readonly string[];
}): PasswordStore | null => {
  const among = (those: readonly string[]) => storesOnBus.find(([name]) => those.includes(name));
  return (among(names.owned) ?? among(names.activatable))?.[1] ?? null;
};
