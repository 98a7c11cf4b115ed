import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { errnoOf } from '../../base/values.ts';

/** A thread's own record, so that another codex home can go on with it. */
export interface KeptThread {
  readonly threadId: string;
  /** Below the codex home: `sessions/2026/11/25/rollout-<time>-<thread id>.jsonl`. */
  readonly place: string;
  readonly content: Buffer;
}

const maxBytes = 32 * 1024 * 1024;

/**
 * Reads the record of a thread ("rollout", codex 0.169.0) out of a codex home; null when there is
 * none, or one of more than 32 MB. What was said and what tools printed is in it, no sign-in.
 */
export const readThread = async (
  codexHome: string,
  threadId: string,
): Promise<KeptThread | null> => {
  const sessions = path.join(codexHome, 'sessions');
  const names = await readdir(sessions, { recursive: true }).catch(() => []);
  const name = names.find((one) => path.basename(one).endsWith(`-${threadId}.jsonl`));
  if (name === undefined) return null;
  const file = path.join(sessions, name);
  try {
    if ((await stat(file)).size > maxBytes) return null;
    return { threadId, place: path.join('sessions', name), content: await readFile(file) };
  } catch {
    // Its process has just ended, and its home with it.
    return null;
  }
};

/** Puts a thread's record into a codex home, whose client can fork it then; one there is left. */
export const putThread = async (codexHome: string, kept: KeptThread): Promise<void> => {
  const file = path.join(codexHome, kept.place);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, kept.content, { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    if (errnoOf(thrown) !== 'EEXIST') throw thrown;
  }
};
