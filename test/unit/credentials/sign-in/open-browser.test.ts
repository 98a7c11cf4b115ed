import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { createOpenBrowser } from '../../../../electron/credentials/sign-in/open-browser.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-browser-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Puts an `xdg-open` into the PATH that notes its arguments and ends so. */
const opener = async (exitCode: number): Promise<string> => {
  const file = join(folder, 'xdg-open');
  await writeFile(file, `#!/bin/sh\nprintf '%s|' "$#" "$@" > "${folder}/seen"\nexit ${exitCode}\n`);
  await chmod(file, 0o755);
  return `/nonexistent:relative:${folder}:/usr/bin:/bin`;
};

const seen = (): Promise<string> => readFile(join(folder, 'seen'), 'utf8');

test('a page is one argument of xdg-open, whatever is in it', async () => {
  const open = createOpenBrowser({ PATH: await opener(0) });
  const url = "https://issuer.example/a?x=1&y=$(touch%20z)';ls";
  expect(await open(url)).toBe(true);
  expect(await seen()).toBe(`1|${url}|`);
});

test('a browser that could not be opened is said', async () => {
  expect(await createOpenBrowser({ PATH: await opener(3) })('https://issuer.example/')).toBe(false);
  expect(await createOpenBrowser({ PATH: '/nonexistent' })('https://issuer.example/')).toBe(false);
  expect(await createOpenBrowser({})('https://issuer.example/')).toBe(false);
});

test.each(['file:///etc/passwd', 'javascript:alert(1)', '--help', 'mailto:x@example.org', ''])(
  'what is no page of the web is not opened: %s',
  async (url) => {
    expect(await createOpenBrowser({ PATH: await opener(0) })(url)).toBe(false);
    await expect(seen()).rejects.toThrow();
  },
);
