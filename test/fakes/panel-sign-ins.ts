import type { SignInView, WizardStep } from '../../shared/credential.ts';
import type { HelperView } from '../../shared/state.ts';
import { account, refusedAccount } from './panel-accounts.ts';
import { at, others, panel, type PanelFixture } from './panel-fixture.ts';
import { waitingHelpers } from './panel-helpers.ts';
import { ago } from './panel-moment.ts';
import { credential, workKey } from './panel-parts.ts';
import { signInsAt } from './sign-ins-at.ts';
import { wizardStep } from './wizard-step.ts';

/** A sign-in at every moment that a person can meet. */
export const signIns = signInsAt(ago(28), ago(-872));

const step = (type: WizardStep['type'], part: Partial<WizardStep>): SignInView => ({
  phase: 'wizard',
  step: wizardStep(type, part),
});

/** The steps of the gateway's own sign-in. */
export const wizardSteps = {
  note: step('note', {
    title: 'Sign in to Google',
    message:
      'Open this page and sign in. Keep it open until it says that you may close it.\nThe code is GHTK-2291.',
    url: 'https://accounts.google.com/o/oauth2/device',
  }),
  progress: step('progress', { message: 'Waiting for Google to answer.' }),
  text: step('text', { title: 'Project', message: 'Type the id of the project to bill.' }),
  secret: step('text', {
    title: 'Key for Google',
    message: 'Paste the key from the page.',
    sensitive: true,
  }),
  confirm: step('confirm', {
    title: 'Replace the profile google:default?',
    message: 'It was refused at 13:30. The old sign-in cannot be brought back.',
  }),
  select: step('select', {
    title: 'Which way to sign in?',
    message: 'Both work with this gateway.',
    options: [
      { value: 'oauth', label: 'Google account in the browser' },
      { value: 'key', label: 'API key of Google AI Studio' },
    ],
  }),
  multiselect: step('multiselect', {
    title: 'Which models may be used?',
    message: 'Leave all out to allow every model.',
    options: [
      { value: 'gemini-3-pro', label: 'gemini-3-pro' },
      { value: 'gemini-3-flash', label: 'gemini-3-flash' },
      { value: 'gemini-3-nano', label: 'gemini-3-nano' },
    ],
  }),
} satisfies Readonly<Record<string, SignInView>>;

/** A panel in which the account of the story is at this moment of its sign-in. */
export const signingIn = (signIn: SignInView | null): PanelFixture =>
  at(
    panel({
      credentials: [refusedAccount(signIn), workKey],
      helpers: [...waitingHelpers, ...others],
    }),
    { view: 'credentials' },
  );

const goneOn = (helper: HelperView): HelperView => ({
  ...helper,
  state: { phase: 'running', since: ago(2) },
  activity: 'Reading src/server',
  refusedAt: null,
  failedAt: null,
});

/** Done: the sign-in works, and the helpers that waited go on. */
const signedIn: PanelFixture = at(
  panel({
    credentials: [
      account({
        id: 'openai',
        generation: 2,
        state: { phase: 'good', lastWorkedAt: ago(1) },
        lastWorkedAt: ago(1),
        lastWorkedBy: 'api-review',
        lastRefusedAt: ago(366),
        signIn: signIns.done,
      }),
      workKey,
    ],
    helpers: [...waitingHelpers.map(goneOn), ...others],
  }),
  { view: 'credentials' },
);

const inGateway = (signIn: SignInView): PanelFixture =>
  at(
    panel({
      credentials: [
        credential({
          id: 'google',
          label: 'google:default',
          provider: 'Google',
          kind: 'gateway-model-sign-in',
          store: 'gateway',
          state: { phase: 'needs-sign-in', refusedAt: ago(38, 'min'), waiting: 0, continuing: 0 },
          lastRefusedAt: ago(38, 'min'),
          lastWorkedAt: null,
          signIn,
          acts: ['sign-in', 'set-key', 'check', 'sign-out'],
        }),
        workKey,
      ],
      helpers: others,
    }),
    { view: 'credentials' },
  );

const onCard = (signIn: SignInView | null): PanelFixture => ({
  ...signingIn(signIn),
  place: { view: 'helper', id: 'h-refused' },
});

const named = <T>(
  prefix: string,
  all: Readonly<Record<string, T>>,
  show: (one: T) => PanelFixture,
): Readonly<Record<string, PanelFixture>> =>
  Object.fromEntries(Object.entries(all).map(([name, one]) => [`${prefix}-${name}`, show(one)]));

/** Sign-ins in the list of credentials, in the gateway, and on the card of a helper. */
export const signInStates: Readonly<Record<string, PanelFixture>> = {
  ...named('sign-in', signIns, signingIn),
  'sign-in-done': signedIn,
  ...named('wizard', wizardSteps, inGateway),
  'sign-in-key-possible': inGateway(signIns.failed),
  'helper-account-refused': onCard(null),
  'helper-signing-in': onCard(signIns.device),
  'helper-sign-in-denied': onCard(signIns.denied),
};
