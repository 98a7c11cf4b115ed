import type { CredentialView } from './credential.ts';
import { isolated } from './isolated.ts';

/** Who met the last refusal and with which code: `by api-review (401)`; null where neither is known. */
export const describeMetBy = ({
  lastRefusedBy: by,
  lastRefusedCode: code,
}: Pick<CredentialView, 'lastRefusedBy' | 'lastRefusedCode'>): string | null => {
  if (by === null) return code === null ? null : `code ${code}`;
  return code === null ? `by ${isolated(by)}` : `by ${isolated(by)} (${code})`;
};
