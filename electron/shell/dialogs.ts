import { homedir } from 'node:os';
import { join } from 'node:path';

import {
  dialog,
  type BrowserWindow,
  type MessageBoxOptions,
  type OpenDialogOptions,
} from 'electron';
import { answerWithinMs } from '../ports/desktop-port.ts';

/** A question that may interrupt; Cancel is focused, and is the answer when nobody gives one. */
export interface Question {
  readonly message: string;
  readonly detail?: string;
  /** A verb and its object, such as "Remove credential". */
  readonly action: string;
}

/** The desktop's dialogs, each over the window when there is one. */
export interface Dialogs {
  /** True only when the person chose the action; false after `answerWithinMs` or an abort. */
  confirm(question: Question, signal: AbortSignal): Promise<boolean>;
  /** The index of the chosen button, `cancel` when closed, or after `answerWithinMs` or an abort. */
  choose(
    question: Omit<Question, 'action'>,
    buttons: readonly string[],
    cancel: number,
    signal?: AbortSignal,
  ): Promise<number>;
  /** An absolute folder, or null when the person cancelled. */
  chooseFolder(from: string | null): Promise<string | null>;
  /** The absolute path of a JSON file that is there, or null when the person cancelled. */
  chooseFile(title: string): Promise<string | null>;
  /** An absolute path for a new file, or null when the person cancelled. */
  chooseNewFile(title: string, name: string): Promise<string | null>;
}

/** Makes the dialogs; `window` is asked each time, since the window comes and goes. */
export const createDialogs = (window: () => BrowserWindow | null): Dialogs => {
  const choose: Dialogs['choose'] = async ({ message, detail }, buttons, cancel, signal) => {
    const parent = window();
    const late = AbortSignal.timeout(answerWithinMs);
    const options: MessageBoxOptions = {
      type: 'question',
      message,
      ...(detail === undefined ? {} : { detail }),
      buttons: [...buttons],
      defaultId: cancel,
      cancelId: cancel,
      noLink: true,
      signal: signal === undefined ? late : AbortSignal.any([late, signal]),
    };
    const { response } =
      parent === null
        ? await dialog.showMessageBox(options)
        : await dialog.showMessageBox(parent, options);
    return response;
  };
  const open = async (options: OpenDialogOptions): Promise<string | null> => {
    const parent = window();
    const { canceled, filePaths } =
      parent === null
        ? await dialog.showOpenDialog(options)
        : await dialog.showOpenDialog(parent, options);
    return canceled ? null : (filePaths[0] ?? null);
  };
  return {
    choose,
    confirm: async ({ action, ...question }, signal) =>
      (await choose(question, ['Cancel', action], 0, signal)) === 1,
    chooseFolder: (from) =>
      open({
        title: 'Choose a folder',
        properties: ['openDirectory', 'createDirectory'],
        ...(from === null ? {} : { defaultPath: from }),
      }),
    chooseFile: (title) =>
      open({
        title,
        properties: ['openFile'],
        filters: [
          { name: 'JSON', extensions: ['json', 'jsonc'] },
          { name: 'All files', extensions: ['*'] },
        ],
      }),
    chooseNewFile: async (title, name) => {
      const parent = window();
      const options = { title, defaultPath: join(homedir(), name) };
      const { canceled, filePath } =
        parent === null
          ? await dialog.showSaveDialog(options)
          : await dialog.showSaveDialog(parent, options);
      return canceled || filePath === '' ? null : filePath;
    },
  };
};
