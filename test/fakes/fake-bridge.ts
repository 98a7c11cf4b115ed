import type { AboutApp, Licence } from '../../shared/about.ts';
import type {
  AskOpening,
  CommandInput,
  CommandName,
  NavigateTarget,
  PanelBridge,
  TemplatesFile,
} from '../../shared/contract.ts';
import type { ArchivedHelper, ArchivedPhase, HistoryRow } from '../../shared/history.ts';
import type { Preflight } from '../../shared/preflight.ts';
import type { Reply } from '../../shared/result.ts';
import type { OutputChunk, PanelState, SessionView, SessionsChange } from '../../shared/state.ts';

/** What the fake main process knows. */
export interface FakeMain {
  readonly panel: PanelState;
  readonly sessions: readonly SessionView[];
  readonly output: Readonly<Record<string, string>>;
  /** What a look before a spawn finds; left out while main cannot look. */
  readonly preflight?: Preflight;
  /** The text of a bundle; left out while main makes none. */
  readonly bundle?: string;
  /** Helpers that have left the list, the newest first. */
  readonly history?: readonly ArchivedHelper[];
  /** What a file of templates has; left out while the person chooses none. */
  readonly templatesFile?: TemplatesFile;
  readonly about: AboutApp;
  readonly licences: readonly Licence[];
}

/** A command as it arrived. */
export interface Sent {
  readonly name: CommandName;
  readonly input: unknown;
}

export interface FakeBridge extends PanelBridge {
  readonly sent: readonly Sent[];
  /** What a command answers from now on, or later; a function may look at its input. */
  answer<N extends CommandName>(
    name: N,
    reply: Reply<unknown> | ((input: CommandInput<N>) => Reply<unknown> | Promise<Reply<unknown>>),
  ): void;
  pushState(panel: PanelState): void;
  pushSessions(change: SessionsChange): void;
  /** Adds to a helper's output; `tell` false keeps it from the page, as a lost message would. */
  say(helperId: string, text: string, tell?: boolean): void;
  navigate(target: NavigateTarget): void;
  ask(opening: AskOpening): void;
}

/**
 * A main process in miniature: it answers commands from what it knows and tells its listeners what
 * is pushed. It uses nothing from outside itself, so that it also runs inside a page from its text.
 */
export const fakeBridge = (main: FakeMain): FakeBridge => {
  const sent: Sent[] = [];
  const output = new Map(Object.entries(main.output));
  const answers = new Map<CommandName, (input: unknown) => unknown>();
  const listeners = <T>() => {
    const all = new Set<(value: T) => void>();
    return {
      on: (listener: (value: T) => void) => {
        all.add(listener);
        return () => {
          all.delete(listener);
        };
      },
      tell: (value: T) => {
        for (const listener of all) listener(value);
      },
    };
  };
  const state = listeners<PanelState>();
  const sessions = listeners<SessionsChange>();
  const chunks = listeners<OutputChunk>();
  const targets = listeners<NavigateTarget>();
  const openings = listeners<AskOpening>();
  let panel = main.panel;

  const known = (name: CommandName, input: unknown): unknown => {
    switch (name) {
      case 'state.get':
        return panel;
      case 'sessions.list':
        return { revision: 1, rows: main.sessions };
      case 'helpers.output': {
        // The page's own call, which the contract types.
        const { id, from } = input as CommandInput<'helpers.output'>;
        const text = output.get(id) ?? '';
        const part = text.slice(from, from + 262_144);
        return { chunk: { helperId: id, from, text: part }, length: text.length };
      }
      case 'helpers.preflight':
        return main.preflight;
      case 'history.read':
        return main.history?.find(({ view }) => view.id === (input as { readonly id: string }).id);
      case 'history.list': {
        const { text, after, limit } = input as CommandInput<'history.list'>;
        const states: Record<ArchivedPhase, number> = { completed: 0, failed: 0, cancelled: 0 };
        const all = (main.history ?? []).map(({ view }): HistoryRow => ({
          ...view,
          endedAt: view.endedAt ?? 0,
        }));
        for (const { state } of all) states[state.phase as ArchivedPhase] += 1;
        const found = all.filter(({ prompt }) => prompt.toLowerCase().includes(text.toLowerCase()));
        const first = all[0];
        return {
          rows: found.slice(after, after + limit),
          total: found.length,
          facets: {
            templates:
              first === undefined
                ? []
                : [{ id: first.templateId, name: first.templateName, count: all.length }],
            causes: states.failed === 0 ? [] : [{ kind: 'unauthorized', count: states.failed }],
            states,
          },
          aside: [],
        };
      }
      case 'templates.open':
        return main.templatesFile ?? null;
      case 'bundle.make':
        return { text: main.bundle };
      case 'app.about':
        return main.about;
      case 'app.licences':
        return main.licences;
      case 'app.autostart':
        return (input as CommandInput<'app.autostart'>).on ?? false;
      case 'helpers.spawn':
      case 'credentials.add':
      case 'credentials.add-account':
      case 'templates.save':
        return { id: 'new' };
      default:
        return null;
    }
  };
  return {
    sent,
    command: (name, input) => {
      sent.push({ name, input });
      const answer = answers.get(name);
      const refused = { kind: 'invalid-input', what: 'Not yet.', detail: '', code: null };
      const isUnable =
        (name === 'helpers.preflight' && main.preflight === undefined) ||
        (name === 'bundle.make' && main.bundle === undefined);
      const usual = isUnable
        ? { ok: false, failure: refused }
        : { ok: true, value: known(name, input) };
      const reply: unknown = answer === undefined ? usual : answer(input);
      return Promise.resolve(reply as never);
    },
    onState: state.on,
    onSessions: sessions.on,
    onOutput: chunks.on,
    onNavigate: targets.on,
    onAsk: openings.on,
    answer: (name, reply) => {
      answers.set(name, (input) =>
        typeof reply === 'function' ? reply(input as CommandInput<typeof name>) : reply,
      );
    },
    pushState: (next) => {
      panel = next;
      state.tell(next);
    },
    pushSessions: sessions.tell,
    say: (helperId, text, tell = true) => {
      const before = output.get(helperId) ?? '';
      output.set(helperId, before + text);
      if (tell) chunks.tell({ helperId, from: before.length, text });
    },
    navigate: targets.tell,
    ask: openings.tell,
  };
};
