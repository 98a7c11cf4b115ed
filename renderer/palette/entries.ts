import { describeCredential } from '../../shared/describe-credential.ts';
import type { CredentialButton } from '../../shared/describe-credential-act.ts';
import { describeGateway } from '../../shared/describe-gateway.ts';
import { describeActivity, helperTone } from '../../shared/describe-helper.ts';
import { isEnded, type PanelState, type Tone } from '../../shared/state.ts';
import type { CommandName } from '../../shared/contract.ts';
import { credentialIcon } from '../credentials/credential-look.ts';
import type { PageState } from '../page-state.ts';
import { helperIcon, sortedHelpers } from '../helpers/helper-look.ts';
import { describeSession } from '../sessions/describe-session.ts';
import type { IconName } from '../ui/icon.tsx';
import type { Overlay, Place } from '../view-state.ts';

/** Commands that need nothing but themselves. */
export type PlainCommand = Extract<
  CommandName,
  | 'gateway.retry'
  | 'gateway.connect'
  | 'gateway.disconnect'
  | 'practice.start'
  | 'practice.stop'
  | 'app.quit'
>;

/** What an entry does, as data. */
export type Step =
  | { readonly go: Place }
  | { readonly show: Overlay }
  | { readonly send: PlainCommand }
  | { readonly signIn: string }
  | { readonly setKey: string }
  | { readonly stop: string }
  | { readonly retry: string }
  | { readonly theme: 'light' | 'dark' | 'system' }
  | { readonly drill: 'run' };

export interface Entry {
  readonly id: string;
  readonly group: 'Needs you' | 'Go to' | 'Do';
  readonly icon: IconName;
  readonly tone: Tone;
  readonly name: string;
  readonly more: string;
  /** Other words that a person may type for it. */
  readonly like?: string;
  readonly keys?: string;
  readonly step: Step;
}

type Draft = Pick<Entry, 'name' | 'step'> & Partial<Entry>;

const inGroup =
  (group: Entry['group'], icon: IconName) =>
  (draft: Draft): Entry => ({ group, icon, tone: 'neutral', more: '', id: draft.name, ...draft });

const stepOf = (act: CredentialButton['act'], id: string): Step => {
  if (act === 'sign-in') return { signIn: id };
  if (act === 'set-key') return { setKey: id };
  if (act === 'switch-account') return { show: { kind: act, credentialId: id } };
  return { go: { view: 'credentials', open: id } };
};

const needs = ({ credentials, gateway, helpers, now }: PageState): readonly Entry[] => {
  const entry = inGroup('Needs you', 'attention');
  const words = describeGateway(gateway, now);
  const link: readonly Entry[] =
    gateway.state.phase === 'blocked'
      ? [entry({ name: words.title, tone: 'attention', step: { go: { view: 'gateway' } } })]
      : [];
  const keys = credentials.flatMap((credential) => {
    const { action, act, tone } = describeCredential(credential, gateway.state, now);
    if (action === null || tone === 'neutral') return [];
    const { id } = credential;
    return [
      entry({
        id: `credential ${credential.id}`,
        name: `${action}: ${credential.provider}`,
        icon: credentialIcon(credential),
        tone,
        more: credential.label,
        step: stepOf(act, id),
      }),
    ];
  });
  const asking = helpers
    .filter(({ state }) => state.phase === 'waiting-for-sign-in' && state.asks !== undefined)
    .map(({ id, name, state }) =>
      entry({
        id: `asks ${id}`,
        name: `${name} asks how to go on`,
        icon: helperIcon(state),
        tone: 'attention',
        step: { go: { view: 'helper', id } },
      }),
    );
  return [...link, ...keys, ...asking];
};

const places = ({ credentials, gateway, helpers, sessions }: PageState): readonly Entry[] => {
  const entry = inGroup('Go to', 'right');
  return [
    entry({ name: 'Gateway', icon: 'gateway', keys: 'Ctrl 1', step: { go: { view: 'gateway' } } }),
    entry({
      name: 'Sessions',
      icon: 'session',
      more: gateway.sessionsReadAt === null ? '' : String(sessions.length),
      keys: 'Ctrl 2',
      step: { go: { view: 'sessions' } },
    }),
    entry({
      name: 'Credentials',
      icon: 'key',
      more: String(credentials.length),
      keys: 'Ctrl 3',
      step: { go: { view: 'credentials' } },
    }),
    entry({
      name: 'Helpers',
      icon: 'helper',
      more: String(helpers.length),
      keys: 'Ctrl 4',
      step: { go: { view: 'helpers' } },
    }),
    entry({ name: 'Drill', icon: 'drill', step: { go: { view: 'drill' } } }),
    entry({
      name: 'Settings',
      icon: 'settings',
      keys: 'Ctrl ,',
      step: { go: { view: 'settings' } },
    }),
  ];
};

const things = ({ helpers, sessions }: PageState): readonly Entry[] => {
  const entry = inGroup('Go to', 'right');
  const helperEntries = sortedHelpers(helpers).map((helper) =>
    entry({
      id: `helper ${helper.id}`,
      name: helper.name,
      icon: helperIcon(helper.state),
      tone: helperTone(helper.state),
      more: `helper, ${describeActivity(helper)}`,
      step: { go: { view: 'helper', id: helper.id } },
    }),
  );
  const sessionEntries = sessions.map((session) => {
    const { icon, tone, word } = describeSession(session);
    return entry({
      id: `session ${session.key}`,
      name: session.label,
      icon,
      tone,
      more: `session, ${word.toLowerCase()}`,
      step: { go: { view: 'session', key: session.key } },
    });
  });
  return [...helperEntries, ...sessionEntries];
};

const linkActs = ({ gateway, app }: PanelState): readonly Entry[] => {
  if (app.practice) return [];
  const entry = inGroup('Do', 'link');
  const other = entry({ name: 'Connect to another gateway…', step: { show: { kind: 'connect' } } });
  switch (gateway.state.phase) {
    case 'waiting':
    case 'degraded':
    case 'blocked':
      return [
        entry({ name: 'Retry the gateway now', icon: 'retry', step: { send: 'gateway.retry' } }),
        other,
      ];
    case 'connected':
      return [
        entry({ name: 'Disconnect from the gateway', step: { send: 'gateway.disconnect' } }),
        other,
      ];
    case 'stopped':
    case 'idle':
      return [entry({ name: 'Connect to the gateway', step: { send: 'gateway.connect' } }), other];
    case 'connecting':
    case 'handshaking':
      return [other];
  }
};

const removals = ({ credentials, templates, helpers }: PanelState): readonly Entry[] => {
  const entry = inGroup('Do', 'close');
  return [
    ...helpers
      .filter(({ state }) => state.phase === 'waiting-for-sign-in')
      .map(({ id, name }) =>
        entry({
          id: `dismiss ${id}`,
          name: `Dismiss ${name}…`,
          like: 'remove delete helper',
          step: { show: { kind: 'dismiss', helperId: id } },
        }),
      ),
    ...credentials
      .filter(({ acts: may }) => may.includes('remove'))
      .map(({ id, label }) =>
        entry({
          id: `remove ${id}`,
          name: `Remove credential ${label}…`,
          like: 'delete key account',
          step: { show: { kind: 'remove', credentialId: id } },
        }),
      ),
    ...templates.map(({ id, name }) =>
      entry({
        id: `remove template ${id}`,
        name: `Remove template ${name}…`,
        like: 'delete',
        step: { show: { kind: 'remove-template', templateId: id } },
      }),
    ),
  ];
};

const themeNames = { light: 'Light', dark: 'Dark', system: 'As the desktop' } as const;

const themes = ({ settings }: PanelState): readonly Entry[] => {
  const entry = inGroup('Do', 'settings');
  return (['light', 'dark', 'system'] as const)
    .filter((theme) => theme !== settings.theme)
    .map((theme) =>
      entry({
        name: `Theme: ${themeNames[theme]}`,
        like: 'appearance colour color mode night',
        step: { theme },
      }),
    );
};

const acts = (panel: PanelState): readonly Entry[] => {
  const { templates, helpers, app } = panel;
  const entry = inGroup('Do', 'right');
  return [
    entry({
      name: 'New helper…',
      icon: 'plus',
      keys: 'Ctrl N',
      step: { show: { kind: 'spawn', templateId: null } },
    }),
    ...templates.map((template) =>
      entry({
        id: `template ${template.id}`,
        name: `New helper from ${template.name}…`,
        icon: 'template',
        step: { show: { kind: 'spawn', templateId: template.id } },
      }),
    ),
    ...helpers
      .filter(({ state }) => !isEnded(state) && state.phase !== 'waiting-for-sign-in')
      .map((helper) =>
        entry({
          id: `stop ${helper.id}`,
          name: `Stop helper ${helper.name}`,
          icon: 'stop',
          like: 'end cancel kill',
          step: { stop: helper.id },
        }),
      ),
    ...helpers
      .filter(({ state }) => state.phase === 'failed' || state.phase === 'cancelled')
      .map((helper) =>
        entry({
          id: `retry ${helper.id}`,
          name: `Start again ${helper.name}`,
          icon: 'retry',
          like: 'retry restart run',
          step: { retry: helper.id },
        }),
      ),
    ...removals(panel),
    ...themes(panel),
    entry({ name: 'Add credential…', icon: 'key', step: { show: { kind: 'add-credential' } } }),
    entry({
      name: 'Add template…',
      icon: 'template',
      step: { show: { kind: 'template', templateId: null } },
    }),
    ...linkActs(panel),
    panel.drill.phase === 'running'
      ? entry({ name: 'Show the drill that runs', icon: 'drill', step: { go: { view: 'drill' } } })
      : entry({ name: 'Run drill', icon: 'drill', step: { drill: 'run' } }),
    entry({ name: 'Make a bundle…', icon: 'download', step: { show: { kind: 'bundle' } } }),
    app.practice
      ? entry({ name: 'Leave practice', icon: 'practice', step: { send: 'practice.stop' } })
      : entry({ name: 'Start practice', icon: 'practice', step: { send: 'practice.start' } }),
    entry({ name: 'Quit Bulkhead', icon: 'close', step: { send: 'app.quit' } }),
  ];
};

const THINGS_UNASKED = 4;
const THINGS_FOUND = 10;

const has =
  (wanted: string) =>
  ({ name, more, like = '' }: Entry): boolean => {
    const words = `${name} ${more} ${like}`.toLowerCase();
    return wanted.split(/\s+/).every((word) => words.includes(word));
  };

/** What the palette offers for what was typed; without it, what is needed and the nearest. Pure. */
export const entriesFor = (state: PageState, typed: string): readonly Entry[] => {
  const wanted = typed.trim().toLowerCase();
  const found = things(state).filter(has(wanted));
  const all = [
    ...needs(state),
    ...places(state),
    ...found.slice(0, wanted === '' ? THINGS_UNASKED : THINGS_FOUND),
    ...acts(state),
  ];
  return all.filter(has(wanted));
};
