import * as v from 'valibot';
import { failure } from '../../shared/failure.ts';
import { withoutEnd } from '../../shared/format.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import { isSameSetting, settingAt } from '../../shared/setting-groups.ts';
import {
  builtInCredential,
  builtInTemplate,
  defaultSettings,
  type AccountRecord,
  type CredentialRecord,
  type NewTemplate,
  type Settings,
  type SettingsView,
  type Template,
  SettingsSchema,
} from '../../shared/settings.ts';
import type { Notice } from '../../shared/state.ts';
import { Emitter } from '../base/emitter.ts';
import { invalidInput, unknownId } from '../base/errors.ts';
import { issueText } from '../base/issue-text.ts';
import type { Log } from '../base/log.ts';
import { isRecord } from '../base/values.ts';
import { salvage } from './salvage.ts';

/** Where settings are kept. Each may throw what the disk says. */
export interface SettingsFile {
  /** The stored value, not yet known to fit; undefined when nothing was stored. */
  read(): unknown;
  write(value: unknown): void;
  /** Keeps a copy of the stored file beside it (`settings.broken-<time>.json`) and answers its path. */
  quarantine(): string;
}

/** Own entries replace built-in ones of the same id; built-in ones stand first. */
const merged = <T extends { readonly id: string }>(builtIn: T, own: readonly T[]): readonly T[] =>
  own.some(({ id }) => id === builtIn.id) ? own : [builtIn, ...own];

const replaced = <T extends { readonly id: string }>(list: readonly T[], item: T): T[] =>
  list.some(({ id }) => id === item.id)
    ? list.map((other) => (other.id === item.id ? item : other))
    : [...list, item];

const ownCommands: ReadonlySet<string> = new Set(['templates', 'credentials']);

const withValue = (
  branch: Readonly<Record<string, unknown>>,
  path: readonly string[],
  value: unknown,
): Record<string, unknown> | null => {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(branch, key)) return null;
  if (rest.length === 0) return { ...branch, [key]: value };
  const below = branch[key];
  const changed = isRecord(below) ? withValue(below, rest, value) : null;
  return changed === null ? null : { ...branch, [key]: changed };
};

/** The settings with one dotted key (`limits.alive`) set, or `invalid-input` that names the key. Pure. */
const setByKey = (settings: Settings, key: string, value: unknown): Reply<Settings> => {
  const path = key.split('.');
  if (ownCommands.has(path[0] ?? '')) {
    return invalidInput(`${key} has commands of its own and is not set by key.`);
  }
  const changed = withValue(settings, path, value);
  if (changed === null) return invalidInput(`There is no setting “${key}”.`);
  const parsed = v.safeParse(SettingsSchema, changed);
  return parsed.success ? ok(parsed.output) : invalidInput(issueText(parsed.issues));
};

const longestId = 64;

/** An id made from a name (`Codex 5.5` gives `codex-5.5`), unlike all that are taken. */
const uniqueId = (name: string, taken: (id: string) => boolean, fallback: string): string => {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '');
  const base = withoutEnd(slug, '-').slice(0, longestId) || fallback;
  if (!taken(base)) return base;
  for (let n = 2; ; n += 1) {
    const tail = `-${n}`;
    const next = `${base.slice(0, longestId - tail.length)}${tail}`;
    if (!taken(next)) return next;
  }
};

/** The settings of the panel: the one place that changes and stores them. No secret is in them. */
export class SettingsModel {
  readonly #file: SettingsFile;
  readonly #log: Log;
  readonly #changed = new Emitter<Settings>();
  readonly #stored = new Emitter<boolean>();
  #isUnsaved = false;
  #settings: Settings;
  /** The stored file is broken and not kept beside yet: until it is, nothing may replace it. */
  #isUnkept = false;
  /** What was said about the stored file when it was read; empty when it was whole. */
  readonly notices: readonly Notice[];

  /** Reads what is stored. A broken file is kept beside, its good entries are used; never throws. */
  constructor(file: SettingsFile, log: Log) {
    this.#file = file;
    this.#log = log;
    const { settings, lost } = this.#read();
    this.#settings = settings;
    this.notices = lost.length === 0 ? [] : [this.#putAside(lost)];
  }

  /** True while memory holds what the file does not. */
  get isUnsaved(): boolean {
    return this.#isUnsaved;
  }

  /** Calls back with false once the settings could not be stored, and with true once they are. */
  readonly onStored = this.#stored.subscribe;

  get settings(): Settings {
    return this.#settings;
  }

  /** Calls back after every change; returns the unsubscribe function. */
  subscribe(listener: (settings: Settings) => void): () => void {
    return this.#changed.subscribe(listener);
  }

  /** What may be set by key; templates and credentials have lists of their own. */
  view(): SettingsView {
    const { templates, credentials, ...view } = this.#settings;
    return view;
  }

  /** The built-in template and the person's own. */
  templates(): readonly Template[] {
    return merged(builtInTemplate, this.#settings.templates);
  }

  template(id: string): Template | null {
    return this.templates().find((template) => template.id === id) ?? null;
  }

  /** The built-in credential and the person's own. */
  credentials(): readonly CredentialRecord[] {
    return merged(builtInCredential, this.#settings.credentials);
  }

  /** Sets one dotted key. A value that does not fit changes nothing. */
  set(key: string, value: unknown): Reply<null> {
    const next = setByKey(this.#settings, key, value);
    return next.ok ? this.#apply(next.value) : next;
  }

  /** Sets these keys to what they are at first, all at once; answers what was otherwise before. */
  reset(keys: readonly string[]): Reply<{ readonly before: Readonly<Record<string, unknown>> }> {
    const before: Record<string, unknown> = {};
    const first: Record<string, unknown> = {};
    for (const key of keys) {
      const [now, then] = [settingAt(this.#settings, key), settingAt(defaultSettings, key)];
      if (isSameSetting(now, then)) continue;
      before[key] = now;
      first[key] = then;
    }
    const set = this.#setAll(first);
    return set.ok ? ok({ before }) : set;
  }

  /** Takes a reset back where nobody has set something else since. One that does not fit changes nothing. */
  restore(values: Readonly<Record<string, unknown>>): Reply<null> {
    const untouched = Object.entries(values).filter(([key]) =>
      isSameSetting(settingAt(this.#settings, key), settingAt(defaultSettings, key)),
    );
    return this.#setAll(Object.fromEntries(untouched));
  }

  /** Stored once, or not at all where one does not fit. */
  #setAll(values: Readonly<Record<string, unknown>>): Reply<null> {
    let next = this.#settings;
    for (const [key, value] of Object.entries(values)) {
      const set = setByKey(next, key, value);
      if (!set.ok) return set;
      next = set.value;
    }
    return next === this.#settings ? ok(null) : this.#apply(next);
  }

  /** Remembers how the last helper was started, for the next dialog. */
  rememberSpawn(spawn: NonNullable<Settings['lastSpawn']>): void {
    this.#apply({ ...this.#settings, lastSpawn: spawn });
  }

  /**
   * Adds a template, or replaces the one whose id it carries. A credential that it names and that
   * is not known yet gets an empty record, so that templates and keys may come in any order.
   */
  saveTemplate(wanted: NewTemplate): Reply<{ readonly id: string }> {
    const id =
      wanted.id ?? uniqueId(wanted.name, (taken) => this.template(taken) !== null, 'template');
    const template: Template = { ...wanted, id };
    const stored = this.#apply({
      ...this.#settings,
      templates: replaced(this.#settings.templates, template),
      credentials: this.#credentialsFor(template),
    });
    return stored.ok ? ok({ id }) : stored;
  }

  /** Removes one of the person's own templates; the built-in one comes back when its twin goes. */
  removeTemplate(id: string): Reply<null> {
    const templates = this.#settings.templates.filter((template) => template.id !== id);
    if (templates.length === this.#settings.templates.length) {
      return id === builtInTemplate.id
        ? invalidInput('The built-in template stays.')
        : unknownId(`template “${id}”`);
    }
    return this.#apply({ ...this.#settings, templates });
  }

  /**
   * Adds a credential's record under an id made from its label, and answers that. With a `home` it
   * is an account's.
   */
  addCredential(
    label: string,
    provider: string,
    home?: AccountRecord['home'],
  ): Reply<{ readonly id: string }> {
    const known = this.credentials();
    const id = uniqueId(
      label,
      (taken) => known.some((record) => record.id === taken),
      'credential',
    );
    const stored = this.putCredential(
      home === undefined
        ? { id, label, provider, kind: 'api-key' }
        : { id, label, provider, kind: 'account', home, keep: 'keyring' },
    );
    return stored.ok ? ok({ id }) : stored;
  }

  /** Adds or replaces a credential's record. */
  putCredential(record: CredentialRecord): Reply<null> {
    return this.#apply({
      ...this.#settings,
      credentials: replaced(this.#settings.credentials, record),
    });
  }

  /** Drops a credential's record, unless a template still names it: then it stays, empty. */
  dropCredential(id: string): Reply<null> {
    if (this.templates().some(({ credential }) => credential === id)) return ok(null);
    const credentials = this.#settings.credentials.filter((record) => record.id !== id);
    return this.#apply({ ...this.#settings, credentials });
  }

  #credentialsFor({ credential: id, provider }: Template): CredentialRecord[] {
    const own = this.#settings.credentials;
    const name = provider?.name ?? builtInCredential.provider;
    const record = this.credentials().find((one) => one.id === id);
    if (record === undefined) {
      return [...own, { id, label: id, provider: name, kind: 'api-key' }];
    }
    // A key that came before its template could not name a provider better than by its own id.
    return record.provider === id ? replaced(own, { ...record, provider: name }) : own;
  }

  #apply(next: Settings): Reply<null> {
    this.#settings = next;
    this.#changed.emit(next);
    return this.save();
  }

  /** Stores what memory holds once more. */
  save(): Reply<null> {
    try {
      if (this.#isUnkept) this.#file.quarantine();
      this.#isUnkept = false;
      this.#file.write(this.#settings);
      this.#tell(false);
      return ok(null);
    } catch (error) {
      // Memory keeps the change, and the next change writes all of it again.
      this.#tell(true);
      this.#log.error('settings not stored', { error });
      const detail = error instanceof Error ? error.message : String(error);
      return failed(failure({ kind: 'storage', what: 'the settings' }, detail));
    }
  }

  #tell(isUnsaved: boolean): void {
    if (this.#isUnsaved === isUnsaved) return;
    this.#isUnsaved = isUnsaved;
    this.#stored.emit(!isUnsaved);
  }

  #read(): ReturnType<typeof salvage> {
    try {
      return salvage(this.#file.read());
    } catch (error) {
      this.#log.error('settings not readable', { error });
      return { settings: salvage(undefined).settings, lost: ['everything: not readable'] };
    }
  }

  #putAside(lost: readonly string[]): Notice {
    let kept = 'The file could not be kept beside a new one, so nothing is stored until it can be.';
    try {
      kept = `The old file is kept as ${this.#file.quarantine()}.`;
      this.save();
    } catch (error) {
      this.#isUnkept = true;
      this.#log.error('broken settings not put aside', { error });
    }
    this.#log.warn('settings were broken', { lost });
    return {
      id: 'settings-broken',
      tone: 'attention',
      title: 'Some settings could not be read',
      text: `Not used: ${lost.slice(0, 5).join('; ')}${lost.length > 5 ? '; and more' : ''}. ${kept}`,
    };
  }
}
