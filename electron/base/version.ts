import { desktopName, version } from '../../package.json';

/** The version of the panel, as its package names it. */
export const bulkheadVersion: string = version;

/** What the app is to a desktop: its `.desktop` file without the suffix. */
export const appId: string = desktopName.replace(/\.desktop$/, '');

declare const __PINNED_ELECTRON__: string;

/** Which Electron runs, and whether it is another one than the app is made for. */
export const electronInfo = (
  running: string,
  pinned: string = __PINNED_ELECTRON__,
): { readonly electron: string; readonly standIn: boolean } => ({
  electron: running,
  standIn: running !== pinned,
});
