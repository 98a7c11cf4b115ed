import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ANSWER_MS = 10_000;

/** Appends what it is asked to open to a file beside it, in one write. */
const OPENER = `#!/bin/sh
printf '%s\\n' "$1" >> "$(dirname "$0")/opened"
`;

/**
 * An `xdg-open` that opens nothing and writes down what it was asked to open.
 * @param {string} folder where it is made; to be put first on PATH
 */
export async function standInBrowser(folder) {
  await mkdir(folder, { recursive: true });
  const opener = join(folder, 'xdg-open');
  await writeFile(opener, OPENER);
  await chmod(opener, 0o755);
  return {
    folder,
    /** @returns {Promise<string[]>} the addresses so far, oldest first */
    opened: async () => {
      const text = await readFile(join(folder, 'opened'), 'utf8').catch(() => '');
      return text.split('\n').filter(Boolean);
    },
  };
}

/**
 * Presses a button of a page of the practice issuer, as a person would.
 * @param {string} url
 * @param {'approve' | 'deny'} answer
 * @param {string} [userCode] for the page that asks for one
 * @returns {Promise<{ status: number, text: string }>} where that led
 */
export async function answerIssuerPage(url, answer, userCode) {
  const signal = AbortSignal.timeout(ANSWER_MS);
  const page = await (await fetch(url, { signal })).text();
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
  if (action === undefined) throw new Error(`${url} asks for nothing`);
  const request = /name="request" value="([^"]+)"/.exec(page)?.[1];
  const body = new URLSearchParams({ answer });
  if (request !== undefined) body.set('request', request);
  if (userCode !== undefined) body.set('user_code', userCode);
  const response = await fetch(new URL(action, url), { method: 'POST', body, signal });
  return { status: response.status, text: await response.text() };
}
