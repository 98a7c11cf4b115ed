import * as v from 'valibot';
import { openable, type AboutApp, type Licence } from './about.ts';
import type { NoticeTried } from './describe-notice-test.ts';
import { drillChecks } from './drill.ts';
import { readGatewayAddress } from './gateway-address.ts';
import { resetScopes } from './setting-groups.ts';
import { GatewayAddressSchema, NewTemplateSchema, type NewTemplate } from './settings.ts';
import type { ArchivedHelper, HistoryPage } from './history.ts';
import type { Reply } from './result.ts';
import type { Preflight } from './preflight.ts';
import type { OutputChunk, PanelState, SessionView, SessionsChange } from './state.ts';

const itemId = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
const secret = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(16_384));
const nothing = v.strictObject({});
const templatesText = v.pipe(v.string(), v.maxLength(1_000_000));
const byId = v.strictObject({ id: itemId });

const historyFilter = {
  text: v.optional(v.pipe(v.string(), v.maxLength(512)), ''),
  template: v.optional(v.nullable(itemId), null),
  cause: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(64))), null),
  state: v.optional(v.nullable(v.picklist(['completed', 'failed', 'cancelled'])), null),
  from: v.optional(v.nullable(v.number()), null),
  to: v.optional(v.nullable(v.number()), null),
};

/** Every command there is, with the schema of its input. One table for window, tray and socket. */
export const commandInputs = {
  /** Try to connect at once (also "I have run it: connect", "Look again"). */
  'gateway.retry': nothing,
  'gateway.connect': nothing,
  'gateway.disconnect': nothing,
  /** Sets the address (null: find it again) and optionally its token; both are tried once. */
  'gateway.configure': v.pipe(
    v.strictObject({
      url: v.nullable(GatewayAddressSchema),
      token: v.optional(v.nullable(secret)),
    }),
    // A token that came within the address, as in the dashboard's, goes where tokens go.
    v.transform(({ url, token }) => {
      const read = url === null ? null : readGatewayAddress(url);
      const given = token === undefined ? (read?.secret ?? undefined) : token;
      return { url: read?.url ?? url, ...(given === undefined ? {} : { token: given }) };
    }),
  ),
  'helpers.spawn': v.strictObject({
    templateId: itemId,
    prompt: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200_000)),
    cwd: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(4096)))),
    isolated: v.optional(v.boolean()),
    spawnedBy: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(512)))),
    name: v.optional(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64))),
    /** A person said yes to commands that may write far and wide, as preflight found them. */
    confirmed: v.optional(v.boolean()),
  }),
  /** Ends the helper: interrupts its turn and lets its client go. */
  'helpers.stop': byId,
  /** Sends the kept prompt again, exactly once. */
  'helpers.retry': byId,
  /** Says how a helper that asks goes on: after its last finished step, from the start, or not. */
  'helpers.continue': v.strictObject({
    id: itemId,
    how: v.picklist(['last-step', 'start-over', 'leave']),
  }),
  /** Looks at what a spawn would meet, without any model call. */
  'helpers.preflight': v.strictObject({
    templateId: itemId,
    cwd: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(4096)))),
    spawnedBy: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(512)))),
  }),
  /** Has a client ready, for a minute, for the helper that the person is about to ask for. */
  'helpers.prepare': v.strictObject({
    templateId: itemId,
    cwd: v.optional(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(4096)))),
  }),
  /** Takes an ended or parked helper out of the list. */
  'helpers.remove': byId,
  /** Puts one back that was taken out less than ten seconds ago. */
  'helpers.restore': byId,
  /** Output from a cursor on; answers at most 256 KiB of text. */
  'helpers.output': v.strictObject({
    id: itemId,
    from: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  /** Helpers that have left the list, a page of those that fit. */
  'history.list': v.strictObject({
    ...historyFilter,
    after: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 50),
  }),
  /** All that is kept of one of them. */
  'history.read': byId,
  /** Deletes one of them for good. */
  'history.remove': byId,
  /** Deletes all that fit for good. */
  'history.clear': v.strictObject(historyFilter),
  'credentials.add': v.strictObject({
    label: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64)),
    provider: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64)),
    secret,
  }),
  /** Saves a new generation; the helpers that waited for it continue. */
  'credentials.set': v.strictObject({ id: itemId, secret }),
  /** Adds an account; nothing is signed in yet. `codex` adopts the sign-in of the person's codex. */
  'credentials.add-account': v.strictObject({
    label: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(64)),
    home: v.picklist(['own', 'codex']),
  }),
  /** Begins a sign-in; how it goes is in the credential's `signIn`. */
  'credentials.sign-in': v.strictObject({ id: itemId, flow: v.picklist(['browser', 'device']) }),
  /** Ends a sign-in that is under way, or takes its last word away. */
  'credentials.sign-in-cancel': byId,
  /** Opens the page of a sign-in again. */
  'credentials.sign-in-open': byId,
  /** Copies the code of a sign-in, or its address where there is no code. */
  'credentials.sign-in-copy': byId,
  /** Answers a step of the gateway's own sign-in. */
  'credentials.wizard-answer': v.strictObject({
    id: itemId,
    stepId: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
    value: v.union([v.boolean(), v.pipe(v.string(), v.maxLength(16_384)), v.array(v.string())]),
  }),
  'credentials.sign-out': byId,
  /** Asks whether it works now; with a gateway's credential that is a real, small model call. */
  'credentials.check': byId,
  /** Where an account's sign-in is kept when the app ends. */
  'credentials.keep': v.strictObject({ id: itemId, keep: v.picklist(['keyring', 'file']) }),
  /** Says again later that a sign-in ends soon. */
  'credentials.remind': byId,
  'credentials.remove': byId,
  'templates.save': v.strictObject({ template: NewTemplateSchema }),
  /** What an import of this text would add; changes nothing. */
  'templates.read': v.strictObject({ text: templatesText }),
  /** Adds all templates of a text, or none when one does not fit; never replaces one. */
  'templates.import': v.strictObject({ text: templatesText }),
  /** Asks for a file of templates and reads it; null when the person chose none. */
  'templates.open': nothing,
  /** Asks where to keep these templates, or all when none is named; null when cancelled. */
  'templates.export': v.strictObject({ ids: v.pipe(v.array(itemId), v.maxLength(1_000)) }),
  'templates.remove': byId,
  'settings.set': v.strictObject({
    key: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
    value: v.unknown(),
  }),
  /** Sets a group of settings, or all, to what they are at first; answers what they were. */
  'settings.reset': v.strictObject({ scope: v.picklist(resetScopes) }),
  /** Takes a reset back: sets these, as far as they are still as they are at first. */
  'settings.restore': v.strictObject({
    values: v.pipe(
      v.record(v.pipe(v.string(), v.maxLength(64)), v.unknown()),
      v.check((values) => Object.keys(values).length <= 64, 'may have at most 64 settings'),
    ),
  }),
  'sessions.list': nothing,
  'state.get': nothing,
  'practice.start': nothing,
  'practice.stop': nothing,
  /** Begins a drill, of all checks when none is named; while one runs, that is the one. */
  'drill.run': v.strictObject({ only: v.optional(v.array(v.picklist(drillChecks)), []) }),
  /** Ends the drill that runs; settles when nothing of it is left. */
  'drill.cancel': nothing,
  /** What happened lately, as a text to be read before it is kept; holds no payload and no name. */
  'bundle.make': nothing,
  /** Asks where to keep the bundle that was made last, and writes it there; null when cancelled. */
  'bundle.save': nothing,
  'notices.dismiss': byId,
  /** Shows a notice on the desktop as any other is shown, and answers what came of it. */
  'notices.test': nothing,
  /** Shows the window, on this helper where one is named. */
  'app.show': v.strictObject({ helper: v.optional(v.nullable(itemId), null) }),
  /** Opens the small window that asks for a helper, on a template where one is named. */
  'ask.open': v.strictObject({ templateId: v.optional(v.nullable(itemId), null) }),
  /** Keeps what is typed there, for as long as the app lives. */
  'ask.keep': v.strictObject({
    templateId: v.nullable(itemId),
    prompt: v.pipe(v.string(), v.maxLength(200_000)),
    cwd: v.pipe(v.string(), v.maxLength(4096)),
  }),
  'ask.close': nothing,
  'app.quit': nothing,
  /** Quits and starts anew. */
  'app.restart': nothing,
  /** Asks for a folder with the desktop's dialog; null when the person cancelled. */
  'app.choose-folder': v.strictObject({ from: v.nullable(v.string()) }),
  /** Whether the app starts with the desktop, as the disk has it; `on` changes that first. */
  'app.autostart': v.strictObject({ on: v.nullable(v.boolean()) }),
  /** What runs, beside what the state says. */
  'app.about': nothing,
  /** The licences of all that the app is made of, with their texts. */
  'app.licences': nothing,
  /** Opens a place of ours with the desktop's program for it. */
  'app.open': v.strictObject({ what: v.picklist(openable) }),
  'app.copy': v.strictObject({ text: v.pipe(v.string(), v.maxLength(1_000_000)) }),
} as const;

export type CommandName = keyof typeof commandInputs;
export type CommandInput<N extends CommandName> = v.InferOutput<(typeof commandInputs)[N]>;

/** A template as an import would add it. */
export interface ImportedTemplate {
  readonly template: NewTemplate;
  /** Its name in the file, where that is taken. */
  readonly renamedFrom: string | null;
}

/** A file of templates that was read, and what an import of it would add. */
export interface TemplatesFile {
  /** Its name, without its folder. */
  readonly file: string;
  readonly text: string;
  readonly templates: readonly ImportedTemplate[];
}

/** What a command answers; commands that are not listed answer null. */
export interface CommandResults {
  'helpers.spawn': { readonly id: string };
  'helpers.output': { readonly chunk: OutputChunk; readonly length: number };
  'helpers.preflight': Preflight;
  'history.list': HistoryPage;
  'history.read': ArchivedHelper;
  'history.clear': { readonly count: number };
  'credentials.add': { readonly id: string };
  'credentials.add-account': { readonly id: string };
  'templates.save': { readonly id: string };
  'templates.read': { readonly templates: readonly ImportedTemplate[] };
  'templates.import': { readonly ids: readonly string[] };
  'templates.open': TemplatesFile | null;
  'templates.export': { readonly path: string } | null;
  'drill.run': { readonly id: string; readonly isNew: boolean };
  'bundle.make': { readonly text: string };
  'bundle.save': { readonly path: string } | null;
  'settings.reset': { readonly before: Readonly<Record<string, unknown>> };
  'notices.test': NoticeTried;
  'sessions.list': { readonly revision: number; readonly rows: readonly SessionView[] };
  'state.get': PanelState;
  'app.choose-folder': string | null;
  'app.autostart': boolean;
  'app.about': AboutApp;
  'app.licences': readonly Licence[];
}
export type CommandResult<N extends CommandName> = N extends keyof CommandResults
  ? CommandResults[N]
  : null;

/** Where a command came from. The socket may do less than the window. */
export type Origin = 'window' | 'tray' | 'socket';

/** True for a name of the table and nothing that merely hangs on its prototype. */
export const isCommandName = (name: unknown): name is CommandName =>
  typeof name === 'string' && Object.hasOwn(commandInputs, name);

/** What is typed in the small window, until it is sent. */
export type AskDraft = CommandInput<'ask.keep'>;

/** The small window is opened. */
export interface AskOpening {
  /** The template that was chosen outside; null when none was. */
  readonly templateId: string | null;
  /** What was typed before; a page that is open knows better. */
  readonly draft: AskDraft;
}

/** What the preload gives the page, and nothing else. */
export interface PanelBridge {
  command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<Reply<CommandResult<N>>>;
  /** Each returns its unsubscribe function. */
  onState(listener: (state: PanelState) => void): () => void;
  onSessions(listener: (change: SessionsChange) => void): () => void;
  onOutput(listener: (chunk: OutputChunk) => void): () => void;
  /** The tray or menu asks the page to show something. */
  onNavigate(listener: (target: NavigateTarget) => void): () => void;
  /** Told to the small window's page alone. */
  onAsk(listener: (opening: AskOpening) => void): () => void;
}

/** Something outside the page that it is asked to show. */
export type NavigateTarget =
  | { readonly view: 'spawn'; readonly templateId: string | null }
  | { readonly view: 'helper'; readonly id: string }
  /** `open` names the credential whose sign-in, or field for its key, is open in place. */
  | { readonly view: 'credentials'; readonly open?: string }
  | { readonly view: 'gateway' | 'sessions' | 'helpers' | 'drill' | 'settings' }
  | { readonly view: 'shortcuts' }
  | { readonly view: 'about' };

/** Names of the IPC channels. */
export const channels = {
  command: 'bulkhead:command',
  state: 'bulkhead:state',
  sessions: 'bulkhead:sessions',
  output: 'bulkhead:output',
  navigate: 'bulkhead:navigate',
  ask: 'bulkhead:ask',
} as const;
