import { failure } from '../../shared/failure.ts';
import type { PreflightFinding } from '../../shared/preflight.ts';
import { at, others, panel, type PanelFixture } from './panel-fixture.ts';
import { ago } from './panel-moment.ts';
import { signingIn, signIns } from './panel-sign-ins.ts';

const found = (...findings: readonly PreflightFinding[]): Partial<PanelFixture> => ({
  preflight: { findings, codex: '0.169.0', tookMs: 84 },
});

const refused: PreflightFinding = {
  kind: 'will-wait',
  credentialId: 'openai',
  provider: 'OpenAI',
  refusedAt: ago(366),
};

const well = (...findings: readonly PreflightFinding[]): PanelFixture =>
  at(panel({ helpers: others }), { view: 'helpers' }, found(...findings));

/** What a look before a spawn may find. */
export const lookStates: Readonly<Record<string, PanelFixture>> = {
  'look-ready': well(),
  'look-waits': { ...signingIn(null), ...found(refused) },
  'look-signing-in': { ...signingIn(signIns.device), ...found(refused) },
  'look-folder': well({
    kind: 'will-fail',
    failure: failure(
      {
        kind: 'misconfigured',
        what: 'the folder /home/ana/src/api does not exist',
        folder: '/home/ana/src/api',
      },
      '',
      'ENOENT',
    ),
  }),
  'look-warns': well(
    { kind: 'short-of', what: 'memory', left: 310_000_000 },
    { kind: 'shares-with-session', provider: 'OpenAI', session: 'main' },
    { kind: 'ends-soon', credentialId: 'openai', endsAt: ago(-272, 'min') },
  ),
  'look-queued': well({ kind: 'will-queue', alive: 20, limit: 20 }),
};
