import type { CredentialView } from './credential.ts';
import { dayTime } from './format.ts';
import { isolated } from './isolated.ts';

/**
 * Who met the refusal that a row stands at, and its code: `Refused 14:02, met by api-review
 * (HTTP 401).` Null while it is not refused, or nothing more is known. Pure; `now` in epoch ms.
 */
export const describeRefusal = (view: CredentialView, now: number): string | null => {
  const { state, lastRefusedBy: by, lastRefusedCode: code } = view;
  const refusedAt =
    state.phase === 'needs-sign-in' || state.phase === 'refused-by-gateway'
      ? state.refusedAt
      : null;
  if (refusedAt === null || (by === null && code === null)) return null;
  const met = by === null ? '' : `, met by ${isolated(by)}`;
  return `Refused ${dayTime(refusedAt, now)}${met}${code === null ? '' : ` (${isolated(code)})`}.`;
};
