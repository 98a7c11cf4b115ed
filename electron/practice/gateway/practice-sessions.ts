import type { BookRow } from './session-book.ts';

const minute = 60_000;

/** The sessions that practice begins with; ages count from `now` (epoch ms). */
export const practiceSessions = (now: number): readonly BookRow[] => {
  const idle = (
    key: string,
    label: string,
    minutes: number,
    totalTokens: number,
    more: Partial<BookRow> = {},
  ): BookRow => ({
    key: `agent:main:${key}`,
    kind: 'direct',
    label,
    status: 'done',
    hasActiveRun: false,
    modelProvider: 'practice',
    model: 'practice-1',
    updatedAt: now - minutes * minute,
    totalTokens,
    contextTokens: 128_000,
    ...more,
  });
  return [
    idle('main', 'main', 1, 41_200),
    idle('telegram:ana', 'telegram: ana', 6, 27_800),
    idle('slack:build-room', 'slack: build-room', 24, 61_500, {
      kind: 'group',
      status: 'failed',
      lastRunError: 'The build tool did not answer within 60 s.',
    }),
    idle('cron:morning-brief', 'cron: morning brief', 190, 5_100),
    idle('subagent:notes', 'subagent: notes', 260, 22_300, {
      parentSessionKey: 'agent:main:main',
    }),
  ];
};

/** What the main session is busy with, word by word. */
export const practiceTurn: readonly string[] = (
  'I am reading the open notes one after the other and write down what each of them decides. ' +
  'The first one settles the names, the second one the order of the work, and the third one asks ' +
  'who looks at the result. This goes on while you try things with the helpers beside it: ' +
  'whatever happens to one of them, this text keeps coming.'
).split(' ');
