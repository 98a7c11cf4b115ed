import { plainDeclared, type Declared } from '../../credentials/verdicts/credential-state.ts';
import type { ModelFacts } from './model-entry.ts';

/** A gateway knows of no key of its own where a run worked with one from elsewhere. */
const isThere = ({ told, generation, observed }: ModelFacts): boolean =>
  told.says !== 'missing' ||
  observed.workedGeneration === generation ||
  observed.refusedGeneration === generation;

/** What a gateway says of its own sign-in to a provider. Pure. */
export const modelDeclared = (facts: ModelFacts): Declared => ({
  ...plainDeclared(isThere(facts) ? facts.generation : 0),
  account: facts.told.account,
  endsAt: facts.told.endsAt,
  canRenew: facts.told.kind === 'sign-in',
  gatewaySays: facts.told.says,
});
