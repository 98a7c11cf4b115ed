import type { PanelState } from '../../shared/state.ts';
import { isEnded } from '../../shared/state.ts';
import { count, listed } from '../../shared/format.ts';

/** What uses a credential, a sentence each: templates by name, helpers by number. Pure. */
export const usesOf = (
  credentialId: string,
  { templates, helpers }: Pick<PanelState, 'templates' | 'helpers'>,
  lost: string,
): readonly string[] => {
  const used = templates.filter(({ credential }) => credential === credentialId);
  const alive = helpers.filter(
    (helper) => helper.credentialId === credentialId && !isEnded(helper.state),
  ).length;
  return [
    ...(used.length === 0
      ? []
      : [
          `${count(used.length, 'template')} ${used.length === 1 ? 'uses' : 'use'} it: ${listed(
            used.map(({ name }) => name),
          )}.`,
        ]),
    ...(alive === 0 ? [] : [`${count(alive, 'helper')} on it ${lost}.`]),
  ];
};
