import { spawn } from 'node:child_process';
import { basename, isAbsolute } from 'node:path';

import { closingInherited } from './close-inherited.ts';

/** Shells that take `-l -i -c`; another one might take them for something else. */
const known = new Set(['bash', 'zsh', 'fish', 'ksh', 'mksh', 'dash', 'sh']);

/** What a start file says as well is not between these. */
const begin = '<bulkhead-path>';
const end = '</bulkhead-path>';
// Its own words differ from shell to shell; what it exports does not.
const script = `exec /bin/sh -c 'printf "${begin}%s${end}" "$PATH"'`;

const outputMax = 256 * 1024;

/**
 * The PATH that a terminal of the person would have: of a login shell, with its start files read.
 * Null where the shell is none we know, says nothing within `limitMs`, or `signal` aborts; the shell
 * is ended then. Never rejects.
 */
export const loginPath = (
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  limitMs = 5_000,
): Promise<string | null> => {
  const shell = env.SHELL ?? '';
  if (!isAbsolute(shell) || !known.has(basename(shell)) || signal.aborted) {
    return Promise.resolve(null);
  }
  return new Promise((resolve) => {
    // A start file may leave an agent behind that lives on for days.
    const [file, args] = closingInherited(shell, ['-l', '-i', '-c', script]);
    const child = spawn(file, args, {
      env: { ...env },
      // An own session: a shell that is interactive would take the terminal away from `npm start`.
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      child.stdout.destroy();
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Nobody is left in its group.
      }
      const from = said.lastIndexOf(begin);
      const to = said.indexOf(end, from);
      const path = from < 0 || to < 0 ? '' : said.slice(from + begin.length, to);
      resolve(path === '' ? null : path);
    };
    const timer = setTimeout(over, limitMs);
    signal.addEventListener('abort', over, { once: true });
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said = (said + chunk).slice(-outputMax);
      // A job that a start file left in the background may hold the pipe.
      if (said.includes(end)) over();
    });
    child.on('error', over);
    child.on('close', over);
  });
};

/** Asks for `loginPath` once and keeps the answer; one that was broken off is asked for again. */
export const createLoginPath = (
  env: Readonly<Record<string, string | undefined>>,
): ((signal?: AbortSignal) => Promise<string | null>) => {
  let known: string | null = null;
  let isAsked = false;
  return async (signal = new AbortController().signal) => {
    if (isAsked) return known;
    const path = await loginPath(env, signal);
    if (!signal.aborted) {
      known = path;
      isAsked = true;
    }
    return known;
  };
};
