import { describeCredential } from '../../shared/describe-credential.ts';
import type { CredentialButton } from '../../shared/describe-credential-act.ts';
import { describeGateway } from '../../shared/describe-gateway.ts';
import { describeActivity, helperTone } from '../../shared/describe-helper.ts';
import { keysOf } from '../../shared/shortcuts.ts';
import { isolated } from '../../shared/isolated.ts';
import { credentialIcon } from '../credentials/credential-look.ts';
import { credentialOf, type PageState } from '../page-state.ts';
import { helperIcon, sortedHelpers } from '../helpers/helper-look.ts';
import { describeSession } from '../sessions/describe-session.ts';
import { settingNames } from '../settings/setting-names.ts';
import { appEntries } from './app-entries.ts';
import { credentialEntries, signInStep } from './credential-entries.ts';
import { inGroup, type Entry, type Step } from './entry.ts';
import { fitOf } from './found-by.ts';
import { helperEntries } from './helper-entries.ts';

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
        name: `${action}: ${isolated(credential.provider)}`,
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
        name: `${isolated(name)} asks how to go on`,
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
    entry({
      name: 'Gateway',
      icon: 'gateway',
      keys: keysOf('gateway'),
      step: { go: { view: 'gateway' } },
    }),
    entry({
      name: 'Sessions',
      icon: 'session',
      more: gateway.sessionsReadAt === null ? '' : String(sessions.length),
      keys: keysOf('sessions'),
      step: { go: { view: 'sessions' } },
    }),
    entry({
      name: 'Credentials',
      icon: 'key',
      more: String(credentials.length),
      keys: keysOf('credentials'),
      step: { go: { view: 'credentials' } },
    }),
    entry({
      name: 'Helpers',
      icon: 'helper',
      more: String(helpers.length),
      keys: keysOf('helpers'),
      step: { go: { view: 'helpers' } },
    }),
    entry({
      name: 'History',
      icon: 'history',
      like: 'ended dismissed past helpers search archive delete',
      step: { go: { view: 'history' } },
    }),
    entry({ name: 'Drill', icon: 'drill', step: { go: { view: 'drill' } } }),
    entry({
      name: 'Settings',
      icon: 'settings',
      keys: keysOf('settings'),
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

const settingEntries: readonly Entry[] = [
  ...settingNames,
  { title: 'Templates', like: 'model preset' },
].map(({ title, like }) =>
  inGroup(
    'Go to',
    'settings',
  )({
    name: `Settings: ${title}`,
    like,
    step: { go: { view: 'settings', at: title } },
  }),
);

const templateEntries = ({ templates }: PageState): readonly Entry[] => {
  const entry = inGroup('Do', 'template');
  return [
    ...templates.flatMap(({ id, name }) => [
      entry({
        id: `template ${id}`,
        name: `New helper from ${isolated(name)}…`,
        step: { show: { kind: 'spawn', templateId: id } },
      }),
      entry({
        id: `change template ${id}`,
        name: `Change template ${isolated(name)}…`,
        like: 'edit settings model',
        step: { show: { kind: 'template', templateId: id } },
      }),
      entry({
        id: `copy template ${id}`,
        name: `Duplicate template ${isolated(name)}…`,
        like: 'copy',
        step: { show: { kind: 'template', templateId: null, copyOf: id } },
      }),
      entry({
        id: `remove template ${id}`,
        name: `Remove template ${isolated(name)}…`,
        icon: 'close',
        step: { show: { kind: 'remove-template', templateId: id } },
      }),
    ]),
    entry({
      name: 'Add template…',
      step: { show: { kind: 'template', templateId: null } },
    }),
    entry({
      name: 'Import templates…',
      like: 'file json load open preset',
      step: { templates: 'import' },
    }),
    entry({
      name: 'Export templates…',
      like: 'file json save preset',
      step: { templates: 'export' },
    }),
  ];
};

const newEntries: readonly Entry[] = [
  inGroup(
    'Do',
    'plus',
  )({
    name: 'New helper…',
    keys: keysOf('spawn'),
    step: { show: { kind: 'spawn', templateId: null } },
  }),
  inGroup(
    'Do',
    'plus',
  )({
    name: 'Ask…',
    more: 'in the small window',
    like: 'new helper quick',
    step: { send: { name: 'ask.open', input: { templateId: null } } },
  }),
];

/** What is past is worth a word only where it is called by its name. */
const isNamed = (name: string, wanted: string): boolean =>
  wanted.split(/\s+/).some((word) => word !== '' && name.toLowerCase().includes(word));

const actsOn = (state: PageState, wanted: string): readonly Entry[] => {
  const { helpers, credentials, app, now } = state;
  const signIn = (id: string): Step | null => {
    const credential = credentialOf(credentials, id);
    return credential === undefined ? null : signInStep(credential);
  };
  const ofHelpers = helpers.flatMap((helper) => {
    const all = helperEntries(helper, signIn);
    return isNamed(helper.name, wanted) ? all : all.filter((one) => one.unavailable === undefined);
  });
  const ofCredentials = credentials.flatMap((one) => credentialEntries(one, app.reminders, now));
  const addCredential = inGroup(
    'Do',
    'key',
  )({
    name: 'Add credential…',
    like: 'key account sign in',
    step: { show: { kind: 'add-credential' } },
  });
  return [...ofHelpers, ...ofCredentials, addCredential];
};

const THINGS_UNASKED = 4;
const THINGS_FOUND = 10;

const groupOrder: readonly Entry['group'][] = ['Needs you', 'Go to', 'Do'];

/** The best of each group first, and the group of the best of all. */
const ranked = (entries: readonly Entry[], wanted: string): readonly Entry[] => {
  const found = entries
    .flatMap((entry) => {
      const fit = fitOf(entry, wanted);
      return fit === null ? [] : [{ entry, fit }];
    })
    .toSorted((a, b) => a.fit - b.fit);
  const groups = groupOrder
    .map((group) => found.filter(({ entry }) => entry.group === group))
    .filter((group) => group.length > 0)
    .toSorted((a, b) => (a[0]?.fit ?? 0) - (b[0]?.fit ?? 0));
  return groups.flatMap((group) => group.map(({ entry }) => entry));
};

/** Everything that the panel can do and show, for what was typed so far. Pure. */
const everyEntry = (state: PageState, wanted: string): readonly Entry[] => {
  const found = things(state).filter((entry) => fitOf(entry, wanted) !== null);
  return [
    ...needs(state),
    ...places(state),
    ...found.slice(0, wanted === '' ? THINGS_UNASKED : THINGS_FOUND),
    ...(wanted === '' ? [] : settingEntries),
    ...newEntries,
    ...templateEntries(state),
    ...actsOn(state, wanted),
    ...appEntries(state),
  ];
};

/**
 * What the palette offers for what was typed, by words and their like in any order; without it, what
 * is needed, the nearest, and what can be done now. Pure.
 */
export const entriesFor = (state: PageState, typed: string): readonly Entry[] => {
  const wanted = typed.trim().toLowerCase();
  const all = everyEntry(state, wanted);
  return wanted === ''
    ? all.filter((entry) => entry.unavailable === undefined)
    : ranked(all, wanted);
};
