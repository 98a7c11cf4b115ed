/** A way to misbehave in the middle of a turn. */
export type TurnCue =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'kill' }
  | { readonly kind: 'garbage' }
  | { readonly kind: 'oversized' }
  | { readonly kind: 'close-stdin' }
  /** Says things named `error` and `__proto__` that mean nothing. */
  | { readonly kind: 'odd-names' }
  /** Asks for an approval and for something unknown, and goes on once both are answered. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'ignore-interrupt' }
  | { readonly kind: 'ignore-turn' };

/** A way to misbehave from the start, set by `BULKHEAD_PRACTICE_CUE` in the program's environment. */
export type StartCue = 'exit-at-start' | 'silent' | 'old' | 'config-warning' | 'other-provider';

const startCues: readonly StartCue[] = [
  'exit-at-start',
  'silent',
  'old',
  'config-warning',
  'other-provider',
];

const plain = [
  'kill',
  'garbage',
  'oversized',
  'close-stdin',
  'odd-names',
  'ask',
  'ignore-interrupt',
  'ignore-turn',
] as const satisfies readonly TurnCue['kind'][];

/** The cue in a prompt, `[[practice:kill]]` or `[[practice:exit=3]]`, or null. Pure. */
export const turnCue = (prompt: string): TurnCue | null => {
  const said = /\[\[practice:([a-z-]+)(?:=(\d+))?\]\]/.exec(prompt);
  if (said?.[1] === 'exit') return { kind: 'exit', code: Number(said[2] ?? '1') };
  const kind = plain.find((name) => name === said?.[1]);
  return kind === undefined ? null : { kind };
};

/** The cue of an environment, or null. Pure. */
export const startCue = (env: Readonly<Record<string, string | undefined>>): StartCue | null =>
  startCues.find((cue) => cue === env.BULKHEAD_PRACTICE_CUE) ?? null;
