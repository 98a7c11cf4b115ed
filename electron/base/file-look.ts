import type { ShellAnswer } from './waiting-shell.ts';

/** A file that a person, or another program, has named. */
export interface FileQuestion {
  /** Absolute. */
  readonly path: string;
  readonly maxBytes: number;
  /** Read only if it is private to this user or to root: no link, of one name, closed to others. */
  readonly privateTo?: number;
}

/** What reading a file comes to. Links are followed, unless it has to be private. */
export type FileRead =
  | { readonly kind: 'read'; readonly content: Uint8Array }
  /** As the system would say it: `ENOENT`, `ENOTDIR`, `EACCES`, `ELOOP`, and `EIO` for anything else. */
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'no-file' | 'too-large' | 'not-private' }
  /** It did not answer: a share that is away, say. */
  | { readonly kind: 'silent'; readonly afterMs: number };

/** Reads files in a place whose hanging costs nobody else. Never rejects. */
export interface FileLooks {
  readFile(asked: FileQuestion): Promise<FileRead>;
}

/** A function of a shell: the path, the most bytes, and the user it has to be private to, if any. */
export const fileScript = `
if [ ! -e "$1" ]; then
  if [ -h "$1" ]; then
    case $(stat -L -- "$1" 2>&1) in *"oo many levels"*) exit 9 ;; esac
    exit 3
  fi
  at=$1
  while [ ! -e "$at" ]; do at=\${at%/*}; [ -n "$at" ] || at=/; done
  [ -d "$at" ] || exit 6
  [ -x "$at" ] && exit 3
  exit 5
fi
if [ ! -f "$1" ]; then [ -n "$3" ] && exit 7; exit 4; fi
if [ -n "$3" ] && [ -h "$1" ]; then exit 7; fi
facts=$(stat -L -c '%s %h %u %a' -- "$1") || exit 1
set -- "$1" "$2" "$3" $facts
if [ -n "$3" ]; then
  [ "$5" = 1 ] || exit 7
  [ "$6" = "$3" ] || [ "$6" = 0 ] || exit 7
  case $7 in *00) ;; *) exit 7 ;; esac
fi
[ "$4" -le "$2" ] || exit 8
[ -r "$1" ] || exit 5
base64 -w 0 -- "$1"
`;

/** The words that the script is called with. Pure. */
export const fileWords = ({ path, maxBytes, privateTo }: FileQuestion): readonly string[] => [
  path,
  String(maxBytes),
  privateTo === undefined ? '' : String(privateTo),
];

/** UTF-16 units of the longest answer. Pure. */
export const fileAnswerMax = ({ maxBytes }: FileQuestion): number =>
  4 * Math.ceil(maxBytes / 3) + 16;

const failed = (code: string): FileRead => ({ kind: 'failed', code });

const refusals: Readonly<Record<number, FileRead>> = {
  3: failed('ENOENT'),
  4: { kind: 'no-file' },
  5: failed('EACCES'),
  6: failed('ENOTDIR'),
  7: { kind: 'not-private' },
  8: { kind: 'too-large' },
  9: failed('ELOOP'),
};

/** What the script's answer means; one that was silent is none. Pure. */
export const fileRead = (asked: FileQuestion, { code, output }: ShellAnswer): FileRead => {
  // It may grow while it is read.
  if (output.length > fileAnswerMax(asked)) return { kind: 'too-large' };
  if (code !== 0) return refusals[code ?? -1] ?? failed('EIO');
  const content = Buffer.from(output, 'base64');
  return content.length > asked.maxBytes ? { kind: 'too-large' } : { kind: 'read', content };
};
