import * as v from 'valibot';
import { ok, type Reply } from '../../shared/result.ts';
import { SettingsSchema, type Settings } from '../../shared/settings.ts';
import { isRecord } from '../base/values.ts';
import { issueText } from '../base/issue-text.ts';
import { invalidInput } from '../base/errors.ts';

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
export const setByKey = (settings: Settings, key: string, value: unknown): Reply<Settings> => {
  const path = key.split('.');
  if (ownCommands.has(path[0] ?? '')) {
    return invalidInput(`${key} has commands of its own and is not set by key.`);
  }
  const changed = withValue(settings, path, value);
  if (changed === null) return invalidInput(`There is no setting “${key}”.`);
  const parsed = v.safeParse(SettingsSchema, changed);
  return parsed.success ? ok(parsed.output) : invalidInput(issueText(parsed.issues));
};
