import * as v from 'valibot';
import {
  CredentialRecordSchema,
  defaultSettings,
  SettingsSchema,
  TemplateSchema,
  type Settings,
} from '../../shared/settings.ts';
import { isRecord } from '../base/values.ts';
import { issueText } from '../base/issue-text.ts';

/** What could be kept of stored settings, and what could not, each in words. */
export interface Salvaged {
  readonly settings: Settings;
  readonly lost: readonly string[];
}

const nameOf = (item: unknown, index: number): string =>
  isRecord(item) && typeof item.name === 'string' ? `“${item.name}”` : `number ${index + 1}`;

const goodItems = <T extends { readonly id: string }>(
  schema: v.GenericSchema<unknown, T>,
  stored: unknown,
  what: string,
  lost: string[],
): T[] => {
  if (stored === undefined) return [];
  if (!Array.isArray(stored)) {
    lost.push(`all ${what}s: not a list`);
    return [];
  }
  const kept = new Map<string, T>();
  for (const [index, item] of stored.entries()) {
    const parsed = v.safeParse(schema, item);
    if (!parsed.success) lost.push(`${what} ${nameOf(item, index)}: ${issueText(parsed.issues)}`);
    else if (kept.has(parsed.output.id)) lost.push(`${what} ${parsed.output.id}: there twice`);
    else kept.set(parsed.output.id, parsed.output);
  }
  return [...kept.values()];
};

interface GoodParts {
  readonly isThere: boolean;
  readonly value: unknown;
  readonly lost: readonly string[];
}

/** A value without those of its parts that do not fit, each said; not there where too little is left. */
const goodParts = (value: unknown, wrong: (value: unknown) => string | null): GoodParts => {
  const why = wrong(value);
  if (why === null) return { isThere: true, value, lost: [] };
  const gone = { isThere: false, value: undefined, lost: [why] };
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => goodParts(item, (part) => wrong([part])));
    const good = items.filter(({ isThere }) => isThere).map((item) => item.value);
    const lost = items.flatMap((item) => item.lost);
    return wrong(good) === null ? { isThere: true, value: good, lost } : gone;
  }
  if (!isRecord(value)) return gone;
  const parts = Object.entries(value).map(([name, below]) => ({
    name,
    ...goodParts(below, (part) => wrong({ [name]: part })),
  }));
  const good = Object.fromEntries(
    parts.filter(({ isThere }) => isThere).map((part) => [part.name, part.value]),
  );
  const lost = parts.flatMap((part) => part.lost);
  return wrong(good) === null ? { isThere: true, value: good, lost } : gone;
};

/**
 * Reads stored settings so that one bad entry costs only itself: every key, place of a list,
 * template and credential is judged alone. Nothing stored at all is the defaults, without a loss.
 */
export const salvage = (stored: unknown): Salvaged => {
  if (stored === undefined || stored === null) return { settings: defaultSettings, lost: [] };
  if (!isRecord(stored)) {
    return { settings: defaultSettings, lost: ['everything: not an object'] };
  }
  const lost: string[] = [];
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(stored)) {
    if (key === 'templates' || key === 'credentials') continue;
    if (!Object.hasOwn(defaultSettings, key)) {
      lost.push(`${key}: not a setting that is known here`);
      continue;
    }
    const kept = goodParts(value, (part) => {
      const alone = v.safeParse(SettingsSchema, { [key]: part });
      return alone.success ? null : issueText(alone.issues);
    });
    lost.push(...kept.lost);
    if (kept.isThere) rest[key] = kept.value;
  }
  const settings = {
    ...v.parse(SettingsSchema, rest),
    templates: goodItems(TemplateSchema, stored.templates, 'template', lost),
    credentials: goodItems(CredentialRecordSchema, stored.credentials, 'credential', lost),
  };
  return { settings, lost };
};
