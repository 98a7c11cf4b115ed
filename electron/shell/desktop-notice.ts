import { Notification } from 'electron';
import type { DueNotice } from './due-notices.ts';
import type { ShownNotice } from './notices.ts';

/** Shows a notice on the desktop; where the desktop has no notices, nothing happens. */
export const showDesktopNotice = (
  { title, body }: Pick<DueNotice, 'title' | 'body'>,
  onClick: () => void,
): ShownNotice => {
  if (!Notification.isSupported()) return { close: () => undefined };
  const notification = new Notification({ title, body });
  notification.on('click', onClick);
  notification.show();
  return { close: () => notification.close() };
};
