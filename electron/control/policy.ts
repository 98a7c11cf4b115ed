import * as v from 'valibot';
import { commandInputs, type CommandName } from '../../shared/contract.ts';
import { scopeNames } from '../../shared/describe-setting.ts';
import { failure, type Failure } from '../../shared/failure.ts';
import { isolated } from '../../shared/isolated.ts';
import type { NewTemplate, Template } from '../../shared/settings.ts';
import {
  type PanelState,
  countsAsAlive,
  type CodexView,
  type HelperView,
} from '../../shared/state.ts';

/** What happens to a command that came over the socket. */
export type Verdict =
  | { readonly kind: 'allow' }
  /** Only after a yes in the window; `what` is the question's subject. */
  | { readonly kind: 'confirm'; readonly what: string }
  | { readonly kind: 'refuse'; readonly failure: Failure };

const allow: Verdict = { kind: 'allow' };

const refuse = (what: string): Verdict => ({
  kind: 'refuse',
  failure: failure({ kind: 'invalid-input', what }),
});

const raises = (before: Template, after: NewTemplate): string | null => {
  if (before.sandbox === 'read-only' && after.sandbox !== 'read-only') return 'sandbox';
  // Without questions nothing can be granted; every other setting lets a tool ask for more.
  return after.approvals !== before.approvals && after.approvals !== 'never' ? 'approvals' : null;
};

const saveTemplate = (input: unknown, state: PanelState, asked: boolean): Verdict => {
  const { template } = v.parse(commandInputs['templates.save'], input);
  const before = state.templates.find(({ id }) => id === template.id);
  if (before !== undefined) {
    const raised = raises(before, template);
    if (raised !== null) {
      return refuse(`the ${raised} of a template that exists are raised in the window only`);
    }
  }
  // A template decides where a key is sent and what its helper may write.
  return asked
    ? { kind: 'confirm', what: `Save the template “${isolated(template.name)}”` }
    : allow;
};

const idOf = (input: unknown): string => v.parse(v.object({ id: v.string() }), input).id;

const named = (list: readonly { id: string; name?: string; label?: string }[], id: string) => {
  const found = list.find((item) => item.id === id);
  return isolated(found?.name ?? found?.label ?? id);
};

const question = (name: CommandName, input: unknown, state: PanelState): string | null => {
  switch (name) {
    case 'helpers.remove':
      return `Remove the helper “${named(state.helpers, idOf(input))}”`;
    case 'templates.remove':
      return `Remove the template “${named(state.templates, idOf(input))}”`;
    case 'templates.import':
      return 'Import templates from a file';
    case 'credentials.remove':
      return `Remove the key “${named(state.credentials, idOf(input))}”`;
    case 'credentials.set':
    case 'credentials.add':
      return 'Save a key';
    case 'credentials.add-account':
      return 'Add an account';
    case 'credentials.keep':
      return `Change where the sign-in of “${named(state.credentials, idOf(input))}” is kept`;
    case 'credentials.sign-out':
      return `Sign out of “${named(state.credentials, idOf(input))}”`;
    case 'credentials.sign-in':
      return `Sign in to “${named(state.credentials, idOf(input))}”`;
    case 'gateway.disconnect':
      return 'Disconnect from the gateway';
    case 'gateway.configure':
      return 'Change the address of the gateway';
    case 'settings.set':
      return `Change the setting “${v.parse(commandInputs['settings.set'], input).key}”`;
    case 'settings.reset': {
      const { scope } = v.parse(commandInputs['settings.reset'], input);
      return `Reset the settings “${scopeNames[scope]}”`;
    }
    case 'practice.start':
      return 'Start practice';
    case 'practice.stop':
      return 'Leave practice';
    case 'drill.run':
      return 'Run the drill';
    case 'drill.cancel':
      return 'Stop the drill';
    case 'bundle.make':
      return 'Make a bundle of what happened lately';
    case 'app.quit':
      return 'Quit Bulkhead';
    case 'templates.save':
    case 'templates.read':
    case 'gateway.retry':
    case 'gateway.connect':
    case 'helpers.spawn':
    case 'helpers.stop':
    case 'helpers.retry':
    case 'helpers.continue':
    case 'helpers.restore':
    case 'helpers.preflight':
    case 'helpers.prepare':
    case 'credentials.sign-in-cancel':
    case 'credentials.sign-in-open':
    case 'credentials.check':
    case 'credentials.remind':
    case 'helpers.output':
    case 'history.list':
    case 'history.read':
    case 'history.remove':
    case 'history.clear':
    case 'sessions.list':
    case 'state.get':
    case 'notices.dismiss':
    case 'notices.test':
    case 'app.show':
    case 'ask.open':
    case 'ask.keep':
    case 'ask.close':
    case 'app.autostart':
    case 'app.choose-folder':
    case 'app.about':
    case 'app.licences':
    case 'app.open':
    case 'app.copy':
    case 'app.restart':
    case 'credentials.sign-in-copy':
    case 'credentials.wizard-answer':
    case 'bundle.save':
    case 'settings.restore':
    case 'templates.open':
    case 'templates.export':
      return null;
  }
};

/**
 * True when something that a helper runs might have been able to open the control socket: a helper
 * is alive in a sandbox of which it was not seen that it lets no Unix socket through.
 */
export const helperCouldAsk = (helpers: readonly HelperView[], codex: CodexView): boolean =>
  helpers
    .filter(
      ({ state, pid }) =>
        countsAsAlive(state) || (state.phase === 'waiting-for-sign-in' && pid !== null),
    )
    .some(({ sandbox }) => codex.phase !== 'found' || codex.sandboxes[sandbox] !== 'closed');

/** What acts on the person's screen, answers a question that was asked there, or hurries what is begun there. */
const windowOnly: ReadonlySet<CommandName> = new Set<CommandName>([
  'bundle.save',
  'templates.open',
  'templates.export',
  'app.autostart',
  'app.choose-folder',
  'app.copy',
  'app.open',
  'app.restart',
  'ask.keep',
  'ask.close',
  'credentials.sign-in-copy',
  'credentials.wizard-answer',
  'helpers.prepare',
  'helpers.restore',
  'history.remove',
  'history.clear',
  'settings.restore',
]);

/** What is asked in any case: removing a template and saving it anew would raise its sandbox. */
const alwaysAsked: ReadonlySet<CommandName> = new Set<CommandName>(['templates.remove']);

/**
 * What the socket may do: it starts templates that exist, never raises the sandbox or approvals of
 * one, not even in two steps, and what removes, disconnects or changes where secrets go is asked in
 * the window while a helper could have been the one that asks. `input` is the parsed input of
 * `name`. Pure.
 */
export const socketPolicy = (name: CommandName, input: unknown, state: PanelState): Verdict => {
  if (windowOnly.has(name)) {
    return refuse('this belongs to the window and is not offered on the socket');
  }
  const asked = helperCouldAsk(state.helpers, state.app.codex);
  if (name === 'templates.save') return saveTemplate(input, state, asked);
  const what = asked || alwaysAsked.has(name) ? question(name, input, state) : null;
  return what === null ? allow : { kind: 'confirm', what };
};
