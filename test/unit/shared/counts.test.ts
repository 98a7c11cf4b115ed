import { expect, it } from 'vitest';
import { describeAfterSignIn } from '../../../shared/describe-after-sign-in.ts';
import { describeMost } from '../../../shared/describe-bounds.ts';
import { askClosing, askStopping } from '../../../shared/describe-closing.ts';
import { describeAsking, describeContinued } from '../../../shared/describe-continue.ts';
import { describeSeen } from '../../../shared/describe-drill.ts';
import { describeFailure, describeWaiting } from '../../../shared/describe-failure.ts';
import { describeNotShown } from '../../../shared/describe-gateway.ts';
import { describeMishapAgain } from '../../../shared/describe-mishap.ts';
import { describeRefusedNotice } from '../../../shared/describe-notice.ts';
import { describePreflight } from '../../../shared/describe-preflight.ts';
import { describeSetAside } from '../../../shared/describe-set-aside.ts';
import { describeSignIn } from '../../../shared/describe-sign-in.ts';
import { countHelpers, describeQuit } from '../../../shared/describe-summary.ts';
import { failure } from '../../../shared/failure.ts';
import type { PreflightFinding } from '../../../shared/preflight.ts';
import type { HelperView } from '../../../shared/state.ts';
import { drillSeen } from '../../fakes/panel-drill.ts';
import { gatewayView } from '../../fakes/panel-parts.ts';
import { helperView, parkedHelper, refusedCredential } from '../../support/scripted-panel.ts';
import { moments } from './moments.ts';

const { now } = moments;

const many = <T>(n: number, one: (at: number) => T): T[] =>
  Array.from({ length: n }, (_, at) => one(at));
const refused = failure({
  kind: 'unauthorized',
  provider: 'OpenAI',
  generation: 1,
  credentialId: 'openai',
});

const parkedIn = (part: object) => (n: number) => {
  const { state, ...rest } = parkedHelper('h');
  const helpers: HelperView[] = many(n, (at) => ({
    ...rest,
    id: `h${at}`,
    state: { ...state, ...part },
  }));
  return countHelpers(helpers)
    .map(({ text }) => text)
    .join();
};

const finding = (one: PreflightFinding): string => {
  const { first, folder } = describePreflight(
    { findings: [one], codex: '0.169.0', isWhole: true, byKey: false },
    now,
  );
  return [first, ...folder].map(({ title, detail }) => `${title} ${detail}`).join(' ');
};

const asker = (toolsRun: number): HelperView => {
  const { state, ...rest } = parkedHelper('h');
  return { ...rest, toolsRun, state: { ...state, asks: 'tools-ran' } as HelperView['state'] };
};

/** A part of what each says of 0, 1, 2 and 21; null where it says nothing of so many. */
const sayings: readonly (readonly [
  string,
  (n: number) => string | null | undefined,
  readonly [string | null, string | null, string | null, string | null],
])[] = [
  [
    'helpers that wait for a sign-in',
    parkedIn({}),
    ['', '1 needs sign-in', '2 need sign-in', '21 need sign-in'],
  ],
  [
    'helpers that ask',
    parkedIn({ asks: 'restarted' }),
    ['', '1 asks you', '2 ask you', '21 ask you'],
  ],
  [
    'helpers whose turn comes',
    parkedIn({ goesOn: true }),
    ['', '1 waiting for its turn', '2 waiting for their turn', '21 waiting for their turn'],
  ],
  [
    'quitting',
    (n) => describeQuit(many(n, (at) => helperView({ id: `h${at}`, state: { phase: 'ready' } }))),
    [
      'Quit',
      'Quit (1 helper will stop)',
      'Quit (2 helpers will stop)',
      'Quit (21 helpers will stop)',
    ],
  ],
  [
    'closing',
    (n) => `${askClosing(n).detail.slice(0, 24)}|${askClosing(n).buttons[2]}`,
    [
      'This desktop shows no tr|Quit',
      '1 helper still works. Th|Quit and stop 1 helper',
      '2 helpers still work. Th|Quit and stop 2 helpers',
      '21 helpers still work. T|Quit and stop 21 helpers',
    ],
  ],
  [
    'closing that stops',
    (n) => (n === 0 ? null : `${askStopping(n).message}. ${askStopping(n).detail}`),
    [
      null,
      '1 helper still works. Closing the window quits Bulkhead, which stops it. It can go on',
      '2 helpers still work. Closing the window quits Bulkhead, which stops them. They can go on',
      '21 helpers still work. Closing the window quits Bulkhead, which stops them. They can go on',
    ],
  ],
  [
    'what continued',
    (n) => describeContinued(n, n),
    [
      'Signed in.',
      'Signed in. 1 helper continued. 1 helper asks you.',
      'Signed in. 2 helpers continued. 2 helpers ask you.',
      'Signed in. 21 helpers continued. 21 helpers ask you.',
    ],
  ],
  [
    'tools that ran',
    (n) => describeAsking(asker(n)),
    ['had run 0 tools,', 'had run 1 tool,', 'had run 2 tools,', 'had run 21 tools,'],
  ],
  [
    'what follows a sign-in',
    (n) => {
      const view = refusedCredential(2 * n);
      return describeAfterSignIn({ ...view, state: { ...view.state, continuing: n } as never });
    },
    [
      '',
      ' 1 helper goes on, 1 helper asks you.',
      ' 2 helpers go on, one first as a test, 2 helpers ask you.',
      ' 21 helpers go on, one first as a test, 21 helpers ask you.',
    ],
  ],
  [
    'who still waits',
    (n) =>
      describeSignIn(
        { ...refusedCredential(n), signIn: { phase: 'denied', flow: 'browser', words: '' } },
        now,
      )?.sentence,
    [
      'declined it in the browser.',
      '1 helper still waits.',
      '2 helpers still wait.',
      '21 helpers still wait.',
    ],
  ],
  [
    'who waits for the first',
    (n) =>
      describeSignIn({ ...refusedCredential(n), signIn: { phase: 'done', at: now } }, now)
        ?.sentence,
    [
      'accepted the sign-in.',
      '1 helper waits for the first',
      '2 helpers wait for the first',
      '21 helpers wait for the first',
    ],
  ],
  [
    'a title',
    describeWaiting,
    ['', '1 helper is waiting.', '2 helpers are waiting.', '21 helpers are waiting.'],
  ],
  [
    'the act of a refusal',
    (n) => {
      if (n === 0) return null;
      const { action, hint } = describeFailure(refused, { subject: 'helper', waiting: n, now });
      return `${action?.label ?? ''}: ${hint}`;
    },
    [
      null,
      'Sign in and continue: Then the prompt kept here is sent once.',
      'Sign in and continue (2): Then the 2 prompts kept here are sent once each.',
      'Sign in and continue (21): Then the 21 prompts kept here are sent once each.',
    ],
  ],
  [
    'what a helper that ended had run',
    (n) =>
      describeFailure(failure({ kind: 'exited', exitCode: 1, signal: null, stderrTail: '' }), {
        subject: 'helper',
        ended: true,
        toolsRun: n,
        now,
      }).hint,
    ['It gets a new', 'had run 1 tool;', 'had run 2 tools;', 'had run 21 tools;'],
  ],
  [
    'sessions that are not shown',
    (n) => describeNotShown({ ...gatewayView(), sessionsNotShown: n }),
    [null, '1 more is in', '2 more are in', '21 more are in'],
  ],
  [
    'mistakes',
    (n) => (n === 0 ? null : describeMishapAgain({ what: '', times: n, report: '' }).title),
    [null, 'made 1 mistake of', 'made 2 mistakes of', 'made 21 mistakes of'],
  ],
  [
    'refused sign-ins',
    (n) => {
      const [first, ...rest] = many(n, () => refusedCredential(1));
      return first && describeRefusedNotice([first, ...rest], { phase: 'idle' }, now).title;
    },
    [null, 'OpenAI refused a sign-in', '2 sign-ins were refused', '21 sign-ins were refused'],
  ],
  [
    'a full house',
    (n) => finding({ kind: 'will-queue', alive: n, limit: n }),
    [
      '0 helpers of 0 are alive',
      '1 helper of 1 is alive',
      '2 helpers of 2 are alive',
      '21 helpers of 21 are alive',
    ],
  ],
  [
    'who works below',
    (n) =>
      finding({
        kind: 'writes-widely',
        folder: '/srv',
        reach: 'others',
        others: many(n, (at) => `w${at}`),
      }),
    [null, 'w0 works', 'w0 and w1 work', 'w0, w1 and 19 more work'],
  ],
  [
    'files put aside',
    (n) =>
      n === 0
        ? null
        : describeSetAside(
            'file',
            many(n, (at) => `f${at}`),
          ).title,
    [null, '1 file of', '2 files of', '21 files of'],
  ],
  [
    'what a drill leaves',
    (n) => describeSeen(drillSeen({ processesLeft: n, filesLeft: n })),
    [
      '0 processes, 0 folders left',
      '1 process, 1 folder left',
      '2 processes, 2 folders left',
      '21 processes, 21 folders left',
    ],
  ],
  [
    'a limit of tasks',
    (n) => describeMost('tasks', n),
    [
      '0 processes and threads',
      '1 process or thread',
      '2 processes and threads',
      '21 processes and threads',
    ],
  ],
];

it.each(sayings)('%s: reads right for 0, 1, 2 and 21', (_, say, parts) => {
  const said = [0, 1, 2, 21].map(say);
  for (const [at, part] of parts.entries()) {
    if (part === null) continue;
    if (part === '') expect(said[at] ?? '').toBe('');
    else expect(said[at]).toContain(part);
  }
});
