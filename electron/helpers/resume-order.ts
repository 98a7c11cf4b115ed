/** Where a helper stands that goes on after a new sign-in. */
export type ResumePhase =
  /** Still parked; it may go on. */
  | 'waiting'
  /** It was let go on; its provider has not answered yet. */
  | 'sent';

export interface Resuming {
  readonly id: string;
  readonly phase: ResumePhase;
}

/** The helpers that wait on one credential at one provider, in the order in which they go on. */
export interface ResumeLine {
  /** True while the credential that is there now is refused, or none is there. */
  readonly isRefused: boolean;
  /** True once anyone's request worked with the credential that is there now. */
  readonly isProven: boolean;
  readonly helpers: readonly Resuming[];
}

const atOnce = 3;

/**
 * Who goes on now. Until the credential is proven one goes alone, and another only when that one
 * ended without a word on the credential (a 500); then the rest follow, three unanswered at a time.
 * A refusal holds everybody, until there is another credential. Pure.
 */
export const nextToResume = ({ isRefused, isProven, helpers }: ResumeLine): readonly string[] => {
  if (isRefused) return [];
  const ids = (phase: ResumePhase): readonly string[] =>
    helpers.filter((one) => one.phase === phase).map(({ id }) => id);
  const room = (isProven ? atOnce : 1) - ids('sent').length;
  return ids('waiting').slice(0, Math.max(0, room));
};
