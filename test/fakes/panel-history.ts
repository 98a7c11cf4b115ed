import { failure } from '../../shared/failure.ts';
import type { ArchivedHelper } from '../../shared/history.ts';
import type { HelperState } from '../../shared/state.ts';
import { at, completed, others, panel, type PanelFixture } from './panel-fixture.ts';
import { ago } from './panel-moment.ts';

const prompts = [
  'Make the error handling in src/server safe: no request may end the process.',
  'Find the flaky test of the queue and say why it fails.',
  'Read the change log, and list what would break somebody who updates.',
];

const refused: HelperState = {
  phase: 'failed',
  failure: failure(
    { kind: 'unauthorized', credentialId: 'openai', generation: 1, provider: 'OpenAI' },
    'Invalid bearer token',
    401,
  ),
};

const helperAt = (n: number): ArchivedHelper => ({
  v: 1,
  view: {
    ...completed,
    id: `h-old-${n}`,
    name: `${['api-errors', 'flaky-queue', 'change-log'][n % 3] ?? ''}-${n}`,
    prompt: prompts[n % 3] ?? '',
    state: n % 4 === 1 ? refused : { phase: n % 4 === 3 ? 'cancelled' : 'completed' },
    endedAt: ago(n * 7, 'min'),
  },
  output: 'Three routes could do it: upload, export and search.',
});

const kept = Array.from({ length: 400 }, (_, n) => helperAt(n + 1));

const shown = (history: readonly ArchivedHelper[], id?: string): PanelFixture =>
  at(panel({ helpers: others }), id === undefined ? { view: 'history' } : { view: 'history', id }, {
    history,
  });

/** The history: with some hundred helpers, with one of them open, and empty. */
export const historyStates: Readonly<Record<string, PanelFixture>> = {
  history: shown(kept),
  'history-record': shown(kept.slice(0, 1), 'h-old-1'),
  'history-none': shown([]),
};
