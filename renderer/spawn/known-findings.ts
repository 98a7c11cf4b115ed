import { isLockedAway } from '../../shared/credential.ts';
import type { PreflightFinding } from '../../shared/preflight.ts';
import type { Template } from '../../shared/settings.ts';
import type { PanelState } from '../../shared/state.ts';
import { countAlive } from './count-alive.ts';

/** What a spawn would meet as far as the page knows by itself, while main looks. Pure. */
export const knownFindings = (
  { app, credentials, helpers, settings }: PanelState,
  template: Template,
): readonly PreflightFinding[] => {
  const { codex } = app;
  const credential = credentials.find(({ id }) => id === template.credential);
  const alive = countAlive(helpers);
  const findings: PreflightFinding[] = [];
  if (codex.phase === 'unusable') findings.push({ kind: 'will-fail', failure: codex.failure });
  if (credential?.state.phase === 'needs-sign-in') {
    findings.push({
      kind: 'will-wait',
      credentialId: credential.id,
      provider: credential.provider,
      refusedAt: credential.state.refusedAt,
      ...(isLockedAway(credential) ? { isLockedAway: true } : {}),
    });
  }
  if (alive >= settings.limits.alive) {
    findings.push({ kind: 'will-queue', alive, limit: settings.limits.alive });
  }
  return findings;
};
