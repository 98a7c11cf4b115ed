import type { CredentialView } from './credential.ts';
import { age, dayTime } from './format.ts';
import type { Tone } from './state.ts';
import { isolated } from './isolated.ts';

export interface FindingWords {
  readonly tone: Tone;
  readonly title: string;
  /** What each side says, and what is believed. */
  readonly text: string;
}

const refusedThoughGood = (view: CredentialView, refusedAt: number, now: number): FindingWords => {
  const { endsAt, gatewaySays } = view.declared;
  const until = endsAt === null ? '' : ` until ${dayTime(endsAt, now)}`;
  const says =
    gatewaySays === null
      ? `The token says it is good${until}`
      : `OpenClaw sees nothing wrong with it${until}`;
  return {
    tone: 'attention',
    title: `${gatewaySays === null ? 'The token' : 'OpenClaw'} and the provider disagree`,
    text: `${says}; ${isolated(view.provider)} has refused it since ${dayTime(refusedAt, now)}. Bulkhead believes the provider.`,
  };
};

const worksThoughEnded = (view: CredentialView, workedAt: number, now: number): FindingWords => {
  const { gatewaySays } = view.declared;
  const who = gatewaySays === null ? 'The token' : 'OpenClaw';
  const says = gatewaySays ?? 'it has ended';
  return {
    tone: 'neutral',
    title: `${who} and the provider disagree`,
    text: `${who} says ${says}; it worked ${age(workedAt, now)}: nothing to do.`,
  };
};

/** Where a credential's words and its record disagree, as a person reads it; null where they agree. */
export const describeFinding = (view: CredentialView, now: number): FindingWords | null => {
  const { finding } = view;
  switch (finding?.kind) {
    case undefined:
      return null;
    case 'refused-though-good':
      return refusedThoughGood(view, finding.refusedAt, now);
    case 'works-though-ended':
      return worksThoughEnded(view, finding.workedAt, now);
    case 'key-not-stored': {
      const old = finding.oldIsOut
        ? `The old one is out of it, so its sessions get no answer from ${isolated(view.provider)}.`
        : 'It is not known whether it still has the old one.';
      return {
        tone: 'attention',
        title: 'OpenClaw did not store the new key',
        text: `Storing it failed at ${dayTime(finding.at, now)}, twice. ${old} Bulkhead keeps the new one until you quit: store it again.`,
      };
    }
    case 'stored-with-warning':
      return {
        tone: 'attention',
        title: 'OpenClaw stored the new key, with a warning',
        text: `At ${dayTime(finding.at, now)} it said: “${isolated(finding.words)}”`,
      };
    case 'changed-elsewhere': {
      const who = view.declared.account ?? 'somebody else';
      return {
        tone: 'attention',
        title: 'Signed in elsewhere, as someone else',
        text: `Since ${dayTime(finding.at, now)} it is ${isolated(who)}. Helpers that run hold the sign-in from before.`,
      };
    }
  }
};
