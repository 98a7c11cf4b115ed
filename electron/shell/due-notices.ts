import type { NavigateTarget } from '../../shared/contract.ts';
import type { CredentialView } from '../../shared/credential.ts';
import { describeGateway } from '../../shared/describe-gateway.ts';
import { describeEndsSoonNotice, describeRefusedNotice } from '../../shared/describe-notice.ts';
import type { NoticeWords } from '../../shared/describe-notice.ts';
import type { PanelState } from '../../shared/state.ts';

/** What a click on a notice does. */
export type NoticeAct =
  | { readonly kind: 'show'; readonly target: NavigateTarget }
  /** Opens the window on the credential and begins its sign-in there. */
  | { readonly kind: 'sign-in'; readonly credentialId: string }
  | { readonly kind: 'remind'; readonly credentialIds: readonly string[] };

export interface NoticeButton {
  readonly label: string;
  readonly act: NoticeAct;
}

/** What the desktop is told. One category has one notice at a time. */
export interface DueNotice {
  readonly category: 'sign-in' | 'ends-soon' | 'gateway';
  /** What it is about; each is told once: `openai@3`. */
  readonly causes: readonly string[];
  readonly words: NoticeWords;
  /** What a click on the notice itself does. */
  readonly click: NoticeButton;
  /** A second choice. */
  readonly more: NoticeButton | null;
}

const isFilled = <T>(list: readonly T[]): list is readonly [T, ...T[]] => list.length > 0;

/** One is signed in to at once; of several the person chooses. */
const signInTo = (views: readonly [CredentialView, ...CredentialView[]]): NoticeButton =>
  views.length === 1
    ? { label: 'Sign in', act: { kind: 'sign-in', credentialId: views[0].id } }
    : { label: 'Show', act: { kind: 'show', target: { view: 'credentials' } } };

/** Refused while the app ran, or needed by a helper; an old refusal that nobody meets is no news. */
const isNews = ({ state }: CredentialView, startedAt: number): boolean =>
  state.phase === 'needs-sign-in' &&
  state.refusedAt !== null &&
  (state.waiting > 0 || state.refusedAt >= startedAt);

const refused = (state: PanelState, now: number): readonly DueNotice[] => {
  const views = state.credentials.filter((view) => isNews(view, state.app.startedAt));
  if (!isFilled(views)) return [];
  return [
    {
      category: 'sign-in',
      causes: views.map(({ id, generation }) => `${id}@${generation}`),
      words: describeRefusedNotice(views, state.gateway.state, now),
      click: signInTo(views),
      more: null,
    },
  ];
};

const endsSoon = (state: PanelState, now: number): readonly DueNotice[] => {
  const reminderOf = ({ id, generation }: CredentialView) =>
    state.app.reminders.find((one) => one.credentialId === id && one.generation === generation);
  const views = state.credentials.filter(
    (view) => view.state.phase === 'ends-soon' && (reminderOf(view)?.at ?? 0) <= now,
  );
  if (!isFilled(views)) return [];
  const credentialIds = views.map(({ id }) => id);
  const canRemind = views.every((view) => 'endsAt' in view.state && view.state.endsAt > now);
  return [
    {
      category: 'ends-soon',
      causes: views.map((view) => `${view.id}@${view.generation} ${reminderOf(view)?.at ?? ''}`),
      words: describeEndsSoonNotice(views, state.gateway.state, now),
      click: signInTo(views),
      more: canRemind ? { label: 'Remind me', act: { kind: 'remind', credentialIds } } : null,
    },
  ];
};

const blocked = ({ gateway }: PanelState, now: number): readonly DueNotice[] => {
  if (gateway.state.phase !== 'blocked') return [];
  const { title, detail } = describeGateway(gateway, now);
  const { failure, since } = gateway.state;
  return [
    {
      category: 'gateway',
      causes: [`${failure.kind} ${since}`],
      words: { title, body: detail },
      click: { label: 'Show', act: { kind: 'show', target: { view: 'gateway' } } },
      more: null,
    },
  ];
};

/** The notices that hold for a state: what needs the person, and nothing else. Pure. */
export const dueNotices = (state: PanelState, now: number): readonly DueNotice[] => [
  ...refused(state, now),
  ...endsSoon(state, now),
  ...blocked(state, now),
];
