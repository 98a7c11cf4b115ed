import { describe, expect, it } from 'vitest';
import { commandInputs, type CommandName } from '../../../shared/contract.ts';
import { entriesFor } from '../../../renderer/palette/entries.ts';
import type { Entry } from '../../../renderer/palette/entry.ts';
import type { PageState } from '../../../renderer/page-state.ts';
import { fixture } from '../../fakes/fixture.ts';
import { NOW } from '../../fakes/panel-moment.ts';
import { panelStates } from '../../fakes/panel-states.ts';
import type { PanelFixture } from '../../fakes/panel-fixture.ts';

const stateOf = ({ panel, sessions }: PanelFixture): PageState => ({
  ...panel,
  sessions,
  areSessionsRead: true,
  now: NOW,
});

const inState = (name: string, typed: string): readonly Entry[] =>
  entriesFor(stateOf(fixture(name)), typed);

const practising = (typed: string): readonly Entry[] => inState('practice', typed);

const first = (state: string, typed: string): string | undefined => inState(state, typed)[0]?.name;

const why = (entries: readonly Entry[], name: string): string | undefined => {
  const found = entries.find((entry) => entry.name === name);
  if (found === undefined)
    throw new Error(`There is no ${name} in ${JSON.stringify(entries.map((one) => one.name))}.`);
  return found.unavailable;
};

/** What belongs to a dialog, a field or the page itself, which an entry leads to where there is one. */
const within: Readonly<Partial<Record<CommandName, string>>> = {
  'history.list': 'History',
  'history.read': 'History',
  'history.remove': 'History',
  'history.clear': 'History',
  'gateway.configure': 'Connect to another gateway…',
  'helpers.spawn': 'New helper…',
  'helpers.remove': 'Dismiss',
  'helpers.output': 'Copy output',
  'credentials.add': 'Add credential…',
  'credentials.add-account': 'Add credential…',
  'credentials.set': 'Replace key',
  'credentials.sign-in': 'Sign in',
  'credentials.sign-out': 'Sign out of',
  'credentials.remove': 'Remove credential',
  'notices.test': 'Settings: Test notice',
  'settings.reset': 'Settings: Reset all settings',
  'templates.save': 'Add template…',
  'templates.remove': 'Remove template',
  'templates.read': 'Import templates…',
  'templates.open': 'Import templates…',
  'templates.import': 'Import templates…',
  'templates.export': 'Export templates…',
  'drill.run': 'Run drill',
  'bundle.make': 'Make a bundle…',
  'bundle.save': 'Make a bundle…',
  'app.about': 'About Bulkhead',
  'app.licences': 'Licences',
};

/** What nobody gives by itself: it is said while something is open, or by a program. */
const notGiven: readonly CommandName[] = [
  'helpers.preflight',
  'helpers.prepare',
  'helpers.restore',
  'credentials.sign-in-cancel',
  'credentials.sign-in-open',
  'credentials.sign-in-copy',
  'credentials.wizard-answer',
  'settings.restore',
  'sessions.list',
  'state.get',
  'app.show',
  'app.choose-folder',
  'app.autostart',
  'ask.keep',
  'ask.close',
];

/** Each command as two people may ask for it, in a state in which it is named. */
const byWords: Readonly<Partial<Record<CommandName, readonly [string, string, string]>>> = {
  'app.about': ['helpers', 'which version', 'about'],
  'app.licences': ['helpers', 'licenses', 'open source'],
  'app.open': ['helpers', 'log folder', 'show logs'],
  'settings.reset': ['helpers', 'factory settings', 'restore defaults'],
  'notices.test': ['helpers', 'test notification', 'send notice'],
  'history.list': ['helpers', 'past helpers', 'ended'],
  'history.read': ['helpers', 'dismissed', 'archive'],
  'history.remove': ['helpers', 'delete history', 'search'],
  'history.clear': ['helpers', 'clear history', 'forget past'],
  'gateway.configure': ['helpers', 'change gateway', 'server address'],
  'gateway.retry': ['gateway-waiting', 'reconnect', 'retry server'],
  'gateway.connect': ['gateway-stopped', 'online', 'connect'],
  'gateway.disconnect': ['gateway-connected', 'offline', 'hang up'],
  'helpers.spawn': ['helpers', 'start agent', 'create helper'],
  'helpers.stop': ['helper-running', 'kill flaky', 'cancel agent'],
  'helpers.retry': ['helper-cancelled', 'restart', 'run again'],
  'helpers.continue': ['helper-asks', 'resume', 'proceed'],
  'helpers.remove': ['helper-cancelled', 'delete', 'clear'],
  'helpers.output': ['helper-completed', 'copy answer', 'clipboard'],
  'credentials.add': ['credentials', 'new key', 'add token'],
  'credentials.add-account': ['credentials', 'add account', 'new login'],
  'credentials.set': ['credentials', 'replace key', 'change token'],
  'credentials.sign-in': ['credentials', 'log in', 'authenticate'],
  'credentials.sign-out': ['credentials', 'logout', 'log off'],
  'credentials.check': ['credentials', 'verify', 'test key'],
  'credentials.keep': ['with a notice', 'keep', 'save password store'],
  'credentials.remind': ['credentials', 'remind', 'later'],
  'credentials.remove': ['credentials', 'delete key', 'forget credential'],
  'templates.save': ['helpers', 'new template', 'create preset'],
  'templates.remove': ['helpers', 'delete template', 'erase preset'],
  'templates.read': ['helpers', 'load templates', 'import'],
  'templates.open': ['helpers', 'open templates', 'json'],
  'templates.import': ['helpers', 'import file', 'load preset'],
  'templates.export': ['helpers', 'save templates', 'export file'],
  'settings.set': ['helpers', 'dark', 'night mode'],
  'practice.start': ['helpers', 'demo', 'tutorial'],
  'practice.stop': ['practice', 'leave demo', 'end practice'],
  'drill.run': ['helpers', 'self-test', 'prove'],
  'drill.cancel': ['drill-running', 'stop drill', 'abort test'],
  'bundle.make': ['helpers', 'logs', 'report'],
  'bundle.save': ['helpers', 'diagnostics', 'bug'],
  'notices.dismiss': ['with a notice', 'understood', 'notice'],
  'ask.open': ['helpers', 'quick', 'small window'],
  'app.quit': ['helpers', 'exit', 'leave bulkhead'],
  'app.restart': ['with a notice', 'restart', 'bulkhead again'],
  'app.copy': ['helper-completed', 'copy prompt', 'clipboard'],
};

/** Every entry that any state of the panel has, with all of its helpers' acts. */
const everywhere: readonly Entry[] = Object.values(panelStates).flatMap((one) => {
  const state = stateOf(one);
  const names = state.helpers.slice(0, 8).flatMap(({ name }) => entriesFor(state, name));
  return [...entriesFor(state, ''), ...names, ...entriesFor(state, 'e')];
});

const running = stateOf(fixture('helper-running'));
const withNotice: PageState = {
  ...running,
  app: {
    ...running.app,
    notices: [{ id: 'n', tone: 'fail', title: 'A mistake', text: '', act: 'restart' }],
  },
  credentials: running.credentials.map((one) => ({ ...one, acts: ['keep-in-keyring'] })),
};
const rare = entriesFor(withNotice, '');

describe('the palette', () => {
  it.each(Object.keys(commandInputs) as CommandName[])('leads to %s', (name) => {
    if (notGiven.includes(name)) return;
    const wanted = within[name];
    const found = [...everywhere, ...rare].filter(({ step, name: called, unavailable }) =>
      unavailable !== undefined
        ? false
        : wanted === undefined
          ? 'send' in step && step.send.name === name
          : called.startsWith(wanted),
    );
    expect(found).not.toEqual([]);
  });

  it.each(Object.entries(byWords))(
    'finds %s by each of two ways to say it',
    (name, [state, ...ways]) => {
      for (const typed of ways) {
        const entries =
          state === 'with a notice' ? entriesFor(withNotice, typed) : inState(state, typed);
        const found = entries.some(({ step, name: called }) => {
          const wanted = within[name as CommandName];
          return wanted === undefined
            ? 'send' in step && step.send.name === name
            : called.startsWith(wanted);
        });
        expect(found, typed).toBe(true);
      }
    },
  );

  it('has words for each command that it leads to', () => {
    const given = (Object.keys(commandInputs) as CommandName[]).filter(
      (name) => !notGiven.includes(name),
    );
    expect(Object.keys(byWords).toSorted()).toEqual(given.toSorted());
  });

  it('has each entry once, in every state', () => {
    for (const [name, one] of Object.entries(panelStates)) {
      const ids = entriesFor(stateOf(one), 'e').map(({ id }) => id);
      expect(ids, name).toEqual([...new Set(ids)]);
    }
  });

  it('is found by each of its own words, in any order', () => {
    for (const typed of ['', 'e']) {
      for (const { id, name, group } of inState('credentials', typed)) {
        const words = name.toLowerCase().split(/\s+/);
        const backwards = words.toReversed().join(' ');
        const again = inState('credentials', backwards);
        expect(
          again.some((one) => one.id === id && one.group === group),
          backwards,
        ).toBe(true);
      }
    }
  });

  it.each([
    ['helper-running', 'dark', 'Theme: Dark'],
    ['helper-running', 'night mode', 'Theme: Dark'],
    ['helper-running', 'white mode', 'Theme: Light'],
    ['helper-running', 'colour desktop', 'Theme: As the desktop'],
    ['helper-running', 'kill flaky', 'Stop helper fix-flaky-tests'],
    ['helper-running', 'flaky stop', 'Stop helper fix-flaky-tests'],
    ['helper-waiting-for-sign-in', 'delete api', 'Dismiss api-review…'],
    ['helper-waiting-for-sign-in', 'remove api-review', 'Dismiss api-review…'],
    ['helper-asks', 'continue api', 'Continue from the last finished step: api-review'],
    ['helper-asks', 'start over', 'Start over: api-review'],
    ['gateway-waiting', 'reconnect', 'Retry the gateway now'],
    ['gateway-connected', 'offline', 'Disconnect from the gateway'],
    ['gateway-stopped', 'connect to the', 'Connect to the gateway'],
    ['gateway-connected', 'another server', 'Connect to another gateway…'],
    ['helpers', 'hotkeys', 'Keyboard shortcuts'],
    ['helpers', 'begin drill', 'Run drill'],
    ['helpers', 'diagnostics make', 'Make a bundle…'],
    ['helpers', 'demo', 'Start practice'],
    ['practice', 'practice', 'Leave practice'],
    ['helpers', 'exit bulkhead', 'Quit Bulkhead'],
    ['helpers', 'preferences', 'Settings'],
    ['helpers', 'ram', 'Settings: Memory of a helper'],
    ['helpers', 'cpu', 'Settings: Share of the processor'],
    ['helpers', 'do not disturb', 'Settings: Quiet hours'],
    ['helpers', 'edit template', 'Change template Codex 5.5…'],
    ['helpers', 'small window', 'Ask…'],
    ['helpers', 'ab', 'About Bulkhead'],
    ['helpers', 'version', 'About Bulkhead'],
    ['helpers', 'lic', 'Licences'],
    ['helpers', 'licence', 'Licences'],
    ['helpers', 'license', 'Licences'],
    ['helpers', 'log', 'Open log folder'],
    ['helpers', 'logs', 'Open log folder'],
    ['helpers', 'log folder', 'Open log folder'],
    ['helpers', 'about licence', 'About Bulkhead'],
    ['credentials', 'log out team', 'Sign out of ChatGPT, team…'],
    ['credentials-limited', 'another account', 'Use another in place of ChatGPT…'],
  ] as const)('in %s “%s” finds first %s', (state, typed, name) => {
    expect(first(state, typed)).toBe(name);
  });

  it.each([
    ['helper-running', 'start again flaky', 'Start again fix-flaky-tests', 'It has not ended'],
    ['helper-running', 'dismiss flaky', 'Dismiss fix-flaky-tests', 'Stop it first'],
    ['helper-completed', 'stop deps', 'Stop helper deps-audit', 'It has ended'],
    ['helper-completed', 'again deps', 'Start again deps-audit', 'It did what it was asked'],
    ['gateway-connected', 'retry gateway', 'Retry the gateway now', 'It is connected'],
    ['gateway-connected', 'connect gateway', 'Connect to the gateway', 'It is connected'],
    ['gateway-stopped', 'disconnect', 'Disconnect from the gateway', 'It is not connected'],
    ['helpers', 'stop drill', 'Stop drill', 'No drill runs'],
    ['helpers', 'leave practice', 'Leave practice', 'You are not in practice'],
    ['practice', 'start practice', 'Start practice', 'You are in practice'],
    [
      'practice',
      'another gateway',
      'Connect to another gateway…',
      'Practice has a gateway of its own',
    ],
    ['helpers', 'zoom in', 'Zoom in', 'By its keys only'],
  ] as const)('in %s “%s” shows %s greyed: %s', (state, typed, name, reason) => {
    expect(why(inState(state, typed), name)).toBe(reason);
    expect(inState(state, '').map((entry) => entry.name)).not.toContain(name);
  });

  it('shows what can be done before what cannot', () => {
    const order = practising('practice').filter(({ group }) => group === 'Do');
    const at = order.findIndex(({ unavailable }) => unavailable !== undefined);
    expect(at).toBeGreaterThan(0);
    expect(order.slice(at).every(({ unavailable }) => unavailable !== undefined)).toBe(true);
  });

  it('says nothing of what cannot be done with helpers that nobody named', () => {
    const acts = inState('helpers', 'stop').filter(({ name }) => name.startsWith('Stop helper'));
    expect(acts).not.toEqual([]);
    expect(acts.filter(({ unavailable }) => unavailable !== undefined)).toEqual([]);
  });

  it('finds nothing by what is nothing', () => {
    expect(inState('helpers', 'zzqx')).toEqual([]);
  });
});
