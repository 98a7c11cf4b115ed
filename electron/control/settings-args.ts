import { resetScopes, type ResetScope } from '../../shared/setting-groups.ts';
import { UsageError } from './usage-error.ts';
import { only, pick } from './words.ts';

/** What is asked of the settings. */
export type SettingsAsked =
  | { readonly kind: 'settings-get'; readonly key: string | null }
  | { readonly kind: 'settings-set'; readonly key: string; readonly value: unknown }
  | {
      readonly kind: 'settings-reset';
      readonly scope: ResetScope;
      /** It is done without a question. */
      readonly yes: boolean;
    };

/** JSON where it is JSON, else the text itself. */
const jsonOrText = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/** Reads what stands behind `settings`. Throws UsageError, nothing else. */
export const settingsOf = (rest: readonly string[], yes: boolean): SettingsAsked => {
  const tail = rest.slice(1);
  const act = pick(rest, ['get', 'set', 'reset'], 'settings');
  if (yes && act !== 'reset') throw new UsageError('The option --yes belongs to settings reset.');
  switch (act) {
    case 'get':
      only(tail, 1, 'settings get');
      return { kind: 'settings-get', key: tail[0] ?? null };
    case 'set': {
      const [key, value] = tail;
      if (key === undefined || value === undefined) {
        throw new UsageError('Say the key and the value: settings set KEY VALUE.');
      }
      only(tail, 2, 'settings set');
      return { kind: 'settings-set', key, value: jsonOrText(value) };
    }
    case 'reset':
      only(tail, 1, 'settings reset');
      return { kind: 'settings-reset', scope: pick(tail, resetScopes, 'settings reset'), yes };
  }
};
