import type { CredentialView } from './credential.ts';
import { describeCredential } from './describe-credential.ts';
import { listed } from './format.ts';
import type { GatewayState } from './state.ts';
import { isolated } from './isolated.ts';

/** A notice of the desktop in words; plain text. */
export interface NoticeWords {
  readonly title: string;
  readonly body: string;
}

// A notice stays as it is while more helpers come to wait: their number would go stale.
const withoutNumber = (view: CredentialView): CredentialView =>
  view.state.phase === 'needs-sign-in' ? { ...view, state: { ...view.state, waiting: 0 } } : view;

const sentenceOf = (view: CredentialView, gateway: GatewayState, now: number): string =>
  describeCredential(withoutNumber(view), gateway, now).sentence;

const namesOf = (views: readonly CredentialView[]): string =>
  `${listed(views.map(({ label }) => isolated(label)))}.`;

/** One is told by its sentence, several by their names. */
const describer =
  (one: (provider: string) => string, several: string) =>
  (
    views: readonly [CredentialView, ...CredentialView[]],
    gateway: GatewayState,
    now: number,
  ): NoticeWords => {
    const [first] = views;
    return views.length === 1
      ? { title: one(isolated(first.provider)), body: sentenceOf(first, gateway, now) }
      : { title: `${views.length} ${several}`, body: namesOf(views) };
  };

/** What is said of sign-ins that were refused, one or more. Pure; `now` in epoch ms. */
export const describeRefusedNotice = describer(
  (provider) => `${provider} refused a sign-in`,
  'sign-ins were refused',
);

/** What is said of sign-ins that end soon, one or more. Pure; `now` in epoch ms. */
export const describeEndsSoonNotice = describer(
  (provider) => `Sign-in to ${provider} ends soon`,
  'sign-ins end soon',
);

/** What is said in place of all that on a lock screen that others can read. */
export const genericNotice: NoticeWords = {
  title: 'Bulkhead needs you',
  body: 'Unlock the screen to see what it is.',
};
