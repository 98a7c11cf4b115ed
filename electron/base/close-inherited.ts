import { existsSync } from 'node:fs';

const bashes = ['/bin/bash', '/usr/bin/bash', '/run/current-system/sw/bin/bash'];

/** A bash of this system; null where there is none. */
const findBash = (): string | null => bashes.find((file) => existsSync(file)) ?? null;

const closing = (nameable: string): string => `
for fd in /proc/self/fd/*; do
  fd=\${fd##*/}
  case $fd in ${nameable}) eval "exec $fd>&-" ;; esac
done
exec "$@"
`;

// POSIX asks for one digit, and dash takes no more.
const byPlainShell = closing('[3-9]');
// It complains of a locale that is not installed, which is not the program's to say.
const silently = 'exec 3>&2 2>/dev/null; exec "$@"';
const byBash = `exec 2>&3\n${closing('[3-9] | [1-9][0-9]*')}`;

/**
 * How a program is to be started so that it has stdin, stdout and stderr and nothing else that is
 * open here: Chromium keeps its sockets open for children of ours, who could speak in them, and its
 * processes live for as long as anybody has the other end. Every child of the app starts by this; the
 * process stays the same, and `PWD`, `SHLVL` and `_` may join its environment. Where there is no
 * bash, descriptors above 9 stay open. A program that is not there is an exit with 126 or 127.
 */
export const closingInherited = (
  command: string,
  args: readonly string[],
  bash = findBash(),
): readonly [file: string, args: readonly string[]] => {
  const program = ['sh', command, ...args];
  if (bash === null) return ['/bin/sh', ['-c', byPlainShell, ...program]];
  // -p: without the start files and functions that an environment names.
  return ['/bin/sh', ['-c', silently, 'sh', bash, '-p', '-c', byBash, ...program]];
};
