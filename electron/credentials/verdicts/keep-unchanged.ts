import { isDeepStrictEqual } from 'node:util';

import type { CredentialView } from '../../../shared/credential.ts';

/**
 * The rows after a change: a row that says what it said before is the same object, another one has
 * a greater version. Answers `before` itself when no row changed, came or went.
 */
export const keepUnchanged = (
  before: readonly CredentialView[],
  after: readonly CredentialView[],
): readonly CredentialView[] => {
  const known = new Map(before.map((view) => [view.id, view]));
  const rows = after.map((view) => {
    const old = known.get(view.id);
    if (old === undefined) return view;
    return isDeepStrictEqual({ ...view, version: old.version }, old)
      ? old
      : { ...view, version: old.version + 1 };
  });
  const same = rows.length === before.length && rows.every((row, at) => row === before[at]);
  return same ? before : rows;
};
