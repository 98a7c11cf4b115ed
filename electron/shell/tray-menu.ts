import type { NavigateTarget } from '../../shared/contract.ts';
import type { CredentialView } from '../../shared/credential.ts';
import { describeCredentialShort } from '../../shared/describe-credential.ts';
import { continueChoices } from '../../shared/describe-continue.ts';
import { describeGateway, type GatewayCommand } from '../../shared/describe-gateway.ts';
import { describeActivity, describePhase } from '../../shared/describe-helper.ts';
import { describeQuit, describeState } from '../../shared/describe-summary.ts';
import { count, dayTime, oneLine } from '../../shared/format.ts';
import { isolated } from '../../shared/isolated.ts';
import type { Template } from '../../shared/settings.ts';
import { isEnded, type GatewayView, type HelperView, type PanelState } from '../../shared/state.ts';

/** What choosing an item does: a command like any other, or something to show in the window. */
export type TrayAction =
  | { readonly kind: 'command'; readonly name: 'app.show' | 'app.quit' | GatewayCommand }
  | {
      readonly kind: 'command';
      readonly name: 'helpers.stop' | 'helpers.retry' | 'helpers.continue';
      readonly input: { readonly id: string; readonly how?: string };
    }
  /** Opens the small window that asks for a helper. */
  | { readonly kind: 'ask'; readonly templateId: string | null }
  /** Starts a helper with the prompt and in the folder of this one. */
  | { readonly kind: 'start-like'; readonly helperId: string }
  /** Opens the window on the credential and begins its sign-in there. */
  | { readonly kind: 'sign-in'; readonly credentialId: string }
  | { readonly kind: 'navigate'; readonly target: NavigateTarget }
  /** Opens the window on the drill and begins one; one that runs is only shown. */
  | { readonly kind: 'drill' };

/** One line of the tray's menu. Labels are plain text. */
export type TrayItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'item'; readonly label: string; readonly action: TrayAction }
  | { readonly kind: 'submenu'; readonly label: string; readonly items: readonly TrayItem[] };

/** Menus longer than this leave the screen; the rest is in the window. */
const MOST_HELPERS = 20;
const MOST_ENDED = 5;
const MOST_TEMPLATES = 20;
const MOST_PROMPTS = 3;
const LONGEST_PROMPT = 48;
const LONGEST_NAME = 40;

const LONGEST_LINE = 72;

const separator: TrayItem = { kind: 'separator' };
const text = (label: string): TrayItem => ({ kind: 'text', label });
const command = (label: string, name: 'app.show' | 'app.quit' | GatewayCommand): TrayItem => ({
  kind: 'item',
  label,
  action: { kind: 'command', name },
});
const show = (label: string, target: NavigateTarget): TrayItem => ({
  kind: 'item',
  label,
  action: { kind: 'navigate', target },
});
const ask = (templateId: string | null): TrayItem => ({
  kind: 'item',
  label: 'Ask…',
  action: { kind: 'ask', templateId },
});
const submenu = (label: string, items: readonly TrayItem[]): TrayItem => ({
  kind: 'submenu',
  label,
  items,
});
const signIn = (label: string, credentialId: string): TrayItem => ({
  kind: 'item',
  label,
  action: { kind: 'sign-in', credentialId },
});

/** Credentials that stop something now; one that was never used or refused is no news. */
const stopsSomething = ({ state }: CredentialView): boolean =>
  state.phase === 'needs-sign-in' && (state.waiting > 0 || state.refusedAt !== null);

const signInItems = (state: PanelState, now: number): readonly TrayItem[] => {
  const needed = state.credentials.filter(
    (view) => stopsSomething(view) || view.state.phase === 'ends-soon',
  );
  const nameOf = ({ provider, label }: CredentialView): string =>
    needed.filter((other) => other.provider === provider).length > 1
      ? `${isolated(provider)}, ${isolated(label)}`
      : isolated(provider);
  return needed.map((view) => {
    const why =
      view.state.phase === 'ends-soon'
        ? describeCredentialShort(view, now)
        : view.state.phase === 'needs-sign-in' && view.state.waiting > 0
          ? `${count(view.state.waiting, 'helper')} waiting`
          : null;
    const label = `Sign in to ${nameOf(view)}${why === null ? '' : ` (${why})`}`;
    return signIn(label, view.id);
  });
};

const asking = (state: PanelState): readonly TrayItem[] => {
  const helpers = state.helpers.filter(
    (helper) => helper.state.phase === 'waiting-for-sign-in' && helper.state.asks !== undefined,
  );
  const [only] = helpers;
  if (only === undefined) return [];
  return helpers.length === 1
    ? [
        show(`${isolated(oneLine(only.name, LONGEST_NAME))} asks how to go on`, {
          view: 'helper',
          id: only.id,
        }),
      ]
    : [show(`${helpers.length} helpers ask how to go on`, { view: 'helpers' })];
};

const needsYou = (state: PanelState, now: number): readonly TrayItem[] => {
  const { gateway } = state;
  const blocked =
    gateway.state.phase === 'blocked'
      ? [show(describeGateway(gateway, now).title, { view: 'gateway' })]
      : [];
  return [...blocked, ...signInItems(state, now), ...asking(state)];
};

/** What the person asked for with a template, each prompt once, the newest first. */
const askedWith = ({ id }: Template, helpers: readonly HelperView[]): readonly HelperView[] => {
  const own = helpers
    .filter(({ templateId, spawnedBy }) => templateId === id && spawnedBy === null)
    .sort((a, b) => b.queuedAt - a.queuedAt);
  return [...new Map(own.toReversed().map((helper) => [helper.prompt, helper])).values()].sort(
    (a, b) => b.queuedAt - a.queuedAt,
  );
};

const newHelper = ({ helpers, settings, templates }: PanelState): readonly TrayItem[] => {
  if (templates.length === 0) return [show('Choose…', { view: 'spawn', templateId: null })];
  const rows = templates.map((template) => ({ template, asked: askedWith(template, helpers) }));
  const usedAt = ({ template, asked: [last] }: (typeof rows)[number]): number =>
    last?.queuedAt ?? (template.id === settings.lastSpawn?.templateId ? 0 : -1);
  const lastUsedFirst = [...rows].sort((a, b) => usedAt(b) - usedAt(a));
  const items = lastUsedFirst.slice(0, MOST_TEMPLATES).map(({ template, asked }) =>
    submenu(isolated(oneLine(template.name, LONGEST_NAME)), [
      ask(template.id),
      ...(asked.length === 0 ? [] : [separator]),
      ...asked.slice(0, MOST_PROMPTS).map((helper): TrayItem => ({
        kind: 'item',
        label: `“${isolated(oneLine(helper.prompt, LONGEST_PROMPT))}”`,
        action: { kind: 'start-like', helperId: helper.id },
      })),
    ]),
  );
  const rest = templates.length - items.length;
  return [
    ask(null),
    separator,
    ...items,
    ...(rest > 0 ? [show(`${rest} more…`, { view: 'spawn', templateId: null })] : []),
  ];
};

const helperWords = (helper: HelperView, now: number): string => {
  const { state, endedAt } = helper;
  switch (state.phase) {
    case 'running':
      return `${describePhase(state)} since ${dayTime(state.since, now)}`;
    case 'waiting-for-sign-in':
    case 'failed':
      return describeActivity(helper);
    case 'queued':
    case 'starting':
    case 'ready':
    case 'stopping':
      return describePhase(state);
    case 'completed':
    case 'cancelled':
      return endedAt === null
        ? describePhase(state)
        : `${describePhase(state)} ${dayTime(endedAt, now)}`;
  }
};

/** A helper as one line of a menu, such as `docs bot: working since 14:02`; never with an age. */
const helperLine = (helper: HelperView, now: number): string => {
  const text = helperWords(helper, now);
  return oneLine(
    `${isolated(helper.name)}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`,
    LONGEST_LINE,
  );
};

const onHelper = (
  label: string,
  name: 'helpers.stop' | 'helpers.retry' | 'helpers.continue',
  id: string,
  how?: string,
): TrayItem => ({
  kind: 'item',
  label,
  action: { kind: 'command', name, input: how === undefined ? { id } : { id, how } },
});

/** What can be done with a helper without its page. */
const helperActs = (helper: HelperView): readonly TrayItem[] => {
  const { id, state } = helper;
  switch (state.phase) {
    case 'queued':
    case 'starting':
    case 'ready':
    case 'running':
      return [onHelper('Stop helper', 'helpers.stop', id)];
    case 'waiting-for-sign-in':
      if (state.asks !== undefined) {
        return continueChoices
          .filter(({ how }) => how !== 'last-step' || state.stepsLost !== true)
          .map(({ how, label }) => onHelper(label, 'helpers.continue', id, how));
      }
      return [
        ...(state.goesOn === true ? [] : [signIn('Sign in', helper.credentialId)]),
        onHelper('Stop helper', 'helpers.stop', id),
      ];
    case 'failed':
    case 'cancelled':
      return [onHelper('Start again', 'helpers.retry', id)];
    case 'stopping':
    case 'completed':
      return [];
  }
};

const helperItems = (state: PanelState, now: number): readonly TrayItem[] => {
  const line = (helper: HelperView): TrayItem =>
    submenu(helperLine(helper, now), [
      show('Open', { view: 'helper', id: helper.id }),
      ...helperActs(helper),
    ]);
  const recent = (a: HelperView, b: HelperView): number =>
    (b.endedAt ?? b.queuedAt) - (a.endedAt ?? a.queuedAt);
  const groups = [
    state.helpers.filter(({ state: { phase } }) => phase === 'waiting-for-sign-in'),
    state.helpers.filter(
      (helper) => !isEnded(helper.state) && helper.state.phase !== 'waiting-for-sign-in',
    ),
    state.helpers
      .filter((helper) => isEnded(helper.state) && !helper.fromHistory)
      .sort(recent)
      .slice(0, MOST_ENDED),
  ].filter((group) => group.length > 0);
  const items: TrayItem[] = [];
  let room = MOST_HELPERS;
  for (const group of groups) {
    if (items.length > 0) items.push(separator);
    items.push(...group.slice(0, room).map(line));
    room = Math.max(0, room - group.length);
  }
  const listed = items.filter(({ kind }) => kind === 'submenu').length;
  const all = groups.reduce((sum, group) => sum + group.length, 0);
  if (listed < all) items.push(show(`${all - listed} more…`, { view: 'helpers' }));
  return items.length > 0 ? items : [text('No helpers yet')];
};

const gatewayItems = (gateway: GatewayView, now: number): readonly TrayItem[] => {
  const { state } = gateway;
  const { short, action } = describeGateway(gateway, now);
  const since = 'since' in state ? ` since ${dayTime(state.since, now)}` : '';
  return [
    text(`${short}${since}`),
    separator,
    ...(action === null ? [] : [command(action.label, action.command)]),
    show('Details', { view: 'gateway' }),
  ];
};

/**
 * The tray's menu for a state. It holds clock times and no ages, since an open menu is not redrawn
 * and a label must not go stale; `now` (epoch ms) only tells today's times from older ones.
 */
export const trayMenu = (state: PanelState, now: number): readonly TrayItem[] => {
  const needs = needsYou(state, now);
  return [
    text(describeState(state, now)),
    separator,
    ...(needs.length > 0 ? [submenu('Needs you', needs)] : []),
    submenu('New helper', newHelper(state)),
    submenu('Helpers', helperItems(state, now)),
    submenu('Gateway', gatewayItems(state.gateway, now)),
    separator,
    state.drill.phase === 'running'
      ? show('Show the drill that runs', { view: 'drill' })
      : { kind: 'item', label: 'Run drill', action: { kind: 'drill' } },
    command('Open Bulkhead', 'app.show'),
    command(describeQuit(state.helpers), 'app.quit'),
  ];
};
