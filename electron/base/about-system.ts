import { readFile } from 'node:fs/promises';
import { release } from 'node:os';

import type { AboutSystem } from '../../shared/about.ts';
import { oneLine } from '../../shared/format.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a distribution names itself, by os-release(5): the first that is there counts. */
const osReleases = ['/etc/os-release', '/usr/lib/os-release'] as const;

/** Longest word of the system that is shown; a report is to stay one line each. */
const longest = 120;

/** The `PRETTY_NAME` of an os-release file without its quotes; `Linux` where it names none. Pure. */
export const osName = (osRelease: string): string => {
  const found = /^PRETTY_NAME=(?:"(.*)"|'(.*)'|(.*))$/m.exec(osRelease);
  const name = found?.[1] ?? found?.[2] ?? found?.[3] ?? '';
  const plain = oneLine(name.replaceAll(/\\(["$`\\])/g, '$1'), longest);
  return plain === '' ? 'Linux' : plain;
};

const given = (value: string | undefined): string | null => {
  const plain = oneLine(value ?? '', longest);
  return plain === '' ? null : plain;
};

/** The kind of session, by its own word and else by the display that there is. Pure. */
const sessionOf = (env: Environment): string | null => {
  const own = given(env.XDG_SESSION_TYPE);
  if (own !== null && own !== 'unspecified') return own.toLowerCase();
  if (given(env.WAYLAND_DISPLAY) !== null) return 'wayland';
  return given(env.DISPLAY) === null ? null : 'x11';
};

/** The system that this process runs on. Never rejects. */
export const readSystem = async (
  env: Environment,
  files: readonly string[] = osReleases,
): Promise<AboutSystem> => {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => null)));
  return {
    os: osName(texts.find((text) => text !== null) ?? ''),
    kernel: release(),
    arch: process.arch,
    desktop: given(env.XDG_CURRENT_DESKTOP),
    session: sessionOf(env),
  };
};
