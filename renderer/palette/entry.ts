import type { CommandInput, CommandName } from '../../shared/contract.ts';
import type { Tone } from '../../shared/state.ts';
import type { IconName } from '../ui/icon.tsx';
import type { Overlay, Place } from '../view-state.ts';

/** A command with its input, and what is said once it is done. */
export type Command = {
  readonly [N in CommandName]: {
    readonly name: N;
    readonly input: CommandInput<N>;
    readonly done?: string;
  };
}[CommandName];

/** What an entry does, as data. */
export type Step =
  | { readonly go: Place }
  | { readonly show: Overlay }
  | { readonly send: Command }
  | { readonly signIn: string }
  | { readonly setKey: string }
  /** Takes a helper that ended out of the list, which can be undone. */
  | { readonly dismiss: string }
  /** Copies all that a helper said. */
  | { readonly copyOutput: string }
  | { readonly drill: 'run' }
  /** Templates from a file, or all of them into one. */
  | { readonly templates: 'import' | 'export' };

export interface Entry {
  readonly id: string;
  readonly group: 'Needs you' | 'Go to' | 'Do';
  readonly icon: IconName;
  readonly tone: Tone;
  readonly name: string;
  readonly more: string;
  /** Other words that a person may type for it. */
  readonly like: string;
  readonly keys?: string;
  readonly step: Step;
  /** Why it cannot be done now; it is shown, and does nothing. */
  readonly unavailable?: string | undefined;
}

type Draft = Pick<Entry, 'name' | 'step'> & Partial<Entry>;

/** Makes the entries of a group that have an icon in common. */
export const inGroup =
  (group: Entry['group'], icon: IconName) =>
  (draft: Draft): Entry => ({
    group,
    icon,
    tone: 'neutral',
    more: '',
    like: '',
    id: draft.name,
    ...draft,
  });
