import { join } from 'node:path';

/** A program as the desktop starts it at the begin of a session. */
export interface StartedBy {
  readonly command: string;
  readonly args: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The entry of this app (XDG Autostart 0.5): below $XDG_CONFIG_HOME, else `~/.config`. Pure. */
export const autostartFile = (env: Environment, userHome: string, appId: string): string => {
  const given = env.XDG_CONFIG_HOME;
  // The base directory specification tells to ignore a relative path.
  const base = given?.startsWith('/') === true ? given : join(userHome, '.config');
  return join(base, 'autostart', `${appId}.desktop`);
};

/** What starts this app: the AppImage it came in, whose own program is gone after each run, else itself. Pure. */
export const startedBy = (env: Environment, own: StartedBy): StartedBy => {
  const image = env.APPIMAGE;
  return image?.startsWith('/') === true ? { command: image, args: [] } : own;
};

/** One word of `Exec`, quoted for it and then for the file (Desktop Entry 1.5, "The Exec key"). */
const word = (text: string): string => {
  const quoted = /^[\w./:=@+-]+$/.test(text)
    ? text
    : `"${text.replaceAll(/["`$\\]/g, String.raw`\$&`)}"`;
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%');
};

/** Whether an entry can start it: a line of the file ends where a path goes on to a new line. Pure. */
export const canBeEntered = ({ command, args }: StartedBy): boolean =>
  [command, ...args].every((one) => !/[\u0000-\u001f\u007f]/.test(one));

/** The entry that starts it without a window. Pure. */
export const autostartEntry = ({ command, args }: StartedBy): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Bulkhead',
    'Comment=Starts in the tray with the desktop',
    `Exec=${[command, ...args, '--hidden'].map(word).join(' ')}`,
    'Icon=bulkhead',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');

/**
 * Whether a desktop starts something for this entry, as it is or as others changed it: it has a command,
 * and neither it nor a desktop's own settings took it back. Pure.
 */
export const isStarted = (entry: string): boolean => {
  const keys = new Map<string, string>();
  let group = '';
  for (const line of entry.split('\n').map((one) => one.trim())) {
    if (line.startsWith('[')) group = line;
    const [key = '', ...value] = line.split('=');
    if (group === '[Desktop Entry]') keys.set(key.trim(), value.join('=').trim());
  }
  return (
    (keys.get('Exec') ?? '') !== '' &&
    keys.get('Hidden') !== 'true' &&
    keys.get('X-GNOME-Autostart-enabled') !== 'false'
  );
};
