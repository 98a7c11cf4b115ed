import { createHash } from 'node:crypto';

import type { Provider } from '../../../shared/settings.ts';
import type { CodexProgram } from '../../codex/client.ts';

/**
 * What two runs must have in common to share a client: binary, configuration and credential (by
 * id: the secret itself is never part of it). Hex, 16 characters. Pure.
 */
export const startKey = (
  program: CodexProgram,
  provider: Provider,
  chatgptBaseUrl: string | null,
  credentialId: string,
): string => {
  const query = Object.entries(provider.queryParams ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [
    program.command,
    program.args,
    Object.entries(program.env).sort(([a], [b]) => (a < b ? -1 : 1)),
    [provider.name, provider.baseUrl, provider.wireApi, query],
    chatgptBaseUrl,
    credentialId,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
};
