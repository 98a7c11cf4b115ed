import { noteOf, samePerson, type AccountNote } from './account-note.ts';
import type { JwtFacts } from './jwt-facts.ts';

/** What is known of the accounts' sign-ins, by the id of the account; tells of every change. */
export class AccountNotes {
  readonly #notes: Map<string, AccountNote>;
  readonly #onChange: (notes: ReadonlyMap<string, AccountNote>) => void;

  constructor(
    notes: ReadonlyMap<string, AccountNote>,
    onChange: (notes: ReadonlyMap<string, AccountNote>) => void,
  ) {
    // What lived in the memory of a process went with it.
    this.#notes = new Map([...notes].filter(([, { store }]) => store !== 'ephemeral'));
    this.#onChange = onChange;
  }

  get(id: string): AccountNote | null {
    return this.#notes.get(id) ?? null;
  }

  /** Takes note of a token that was seen in a place; answers whether it is another person's. */
  learn(
    id: string,
    store: AccountNote['store'],
    token: string,
    facts: JwtFacts | null,
    now: number,
  ): boolean {
    const before = this.get(id);
    const note = noteOf(store, token, facts, before, now);
    if (JSON.stringify(before) === JSON.stringify(note)) return false;
    this.#notes.set(id, note);
    this.#onChange(this.#notes);
    return before !== null && facts !== null && !samePerson(before, facts);
  }

  /** The next token is a new sign-in's. */
  forget(id: string): void {
    this.#notes.delete(id);
  }

  /** Nobody is signed in any more. */
  lose(id: string): void {
    if (this.#notes.delete(id)) this.#onChange(this.#notes);
  }
}
