import { clipboard } from 'electron';

/** Puts plain text on the desktop's clipboard; settles when it is there. */
export const copyText = async (text: string): Promise<void> => {
  await clipboard.writeText(text);
};
