/** What runs a helper of the app's own: plain Node with the bundled script, or the app's own executable. */
export type OwnHost =
  | { readonly kind: 'node'; readonly execPath: string; readonly script: string }
  | {
      readonly kind: 'electron';
      readonly execPath: string;
      /** The app's folder when Electron is started unpackaged; null in the packaged app. */
      readonly appFolder: string | null;
      /** Where the panel itself runs without Chromium's sandbox, so must its helpers. */
      readonly noSandbox: boolean;
    };

/** Each makes the app's own executable be a helper of that kind; to be looked at first thing. */
export const ownFlags = {
  practice: '--bulkhead-practice-helper',
  drill: '--bulkhead-drill-helper',
} as const;

/** Makes the app's own executable be the command line, of which all words stand after a `--`. */
const commandLineFlag = '--bulkhead-cli';

/** The words for the command line when this process is to be that, else null. Pure. */
export const commandLineOf = (argv: readonly string[]): readonly string[] | null => {
  const end = argv.indexOf('--');
  return end !== -1 && argv.slice(0, end).includes(commandLineFlag) ? argv.slice(end + 1) : null;
};

/**
 * The command that is a helper of the app's own. The packaged app is no Node (its fuse is off), so
 * that its executable becomes the helper by `flag`. Pure.
 */
export const ownProgram = (
  host: OwnHost,
  flag: string,
): { readonly command: string; readonly args: readonly string[] } => {
  if (host.kind === 'node') return { command: host.execPath, args: [host.script] };
  return {
    command: host.execPath,
    args: [
      ...(host.appFolder === null ? [] : [host.appFolder]),
      flag,
      // A compartment has no display, and this window-less run needs none.
      '--ozone-platform=headless',
      '--disable-gpu',
      ...(host.noSandbox ? ['--no-sandbox'] : []),
    ],
  };
};
