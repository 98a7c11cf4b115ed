import * as v from 'valibot';

import { failure } from '../../shared/failure.ts';
import { FailureError } from '../base/errors.ts';
import { bulkheadVersion } from '../base/version.ts';
import { compareVersions, oldestCodex, versionIn } from './codex-version.ts';
import { InitializeResult } from './protocol.ts';

/** The first words with an app-server, whatever is to be said afterwards. */
export interface HandshakePort {
  request(method: 'initialize', params: unknown): Promise<unknown>;
  notify(method: 'initialized'): void;
}

/**
 * `initialize` and `initialized` with `experimentalApi`, without which no access token may be handed
 * over (codex app-server 0.169.0). Answers the version; throws a FailureError `incompatible` for an
 * older one, and what the request throws.
 */
export const shakeHands = async (port: HandshakePort): Promise<string> => {
  const answer = await port.request('initialize', {
    clientInfo: { name: 'bulkhead', title: 'Bulkhead', version: bulkheadVersion },
    capabilities: { experimentalApi: true, requestAttestation: false },
  });
  const hello = v.safeParse(InitializeResult, answer);
  const found = hello.success ? versionIn(hello.output.userAgent) : null;
  if (found === null || compareVersions(found, oldestCodex) < 0) {
    throw new FailureError(
      failure({ kind: 'incompatible', found: found ?? 'no version', needed: oldestCodex }),
    );
  }
  port.notify('initialized');
  return found;
};
