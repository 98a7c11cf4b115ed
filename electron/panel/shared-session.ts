import type { Template } from '../../shared/settings.ts';
import type { SessionView } from '../../shared/state.ts';

const endOf = (url: string): string | null => {
  if (!URL.canParse(url)) return null;
  const { hostname, port, protocol } = new URL(url);
  const isSecure = protocol === 'https:' || protocol === 'wss:';
  const host = hostname === 'localhost' || hostname === '[::1]' ? '127.0.0.1' : hostname;
  return `${host}:${port === '' ? (isSecure ? '443' : '80') : port}`;
};

/** The agent that a model of the gateway's own HTTP API names; null is its default one. */
const agentOf = (model: string): string | null => {
  const agent = /^openclaw\/(.+)$/.exec(model)?.[1];
  return agent === undefined || agent === 'default' ? null : agent;
};

/**
 * The session that would be blocked when a helper's request is refused, or null. A codex helper has
 * a credential of its own and blocks nobody. One whose template sends to the gateway's own address
 * (`/v1/responses`, OpenClaw 2026.9.6) runs inside it, as a run of an agent, on the gateway's own
 * model credentials: a refusal there puts that credential into cooldown for every session on it.
 * That is told of the session that asked (`spawnedBy`), else of one that runs, else of the newest;
 * only sessions of the same agent count, and only with a provider that is known. Pure.
 */
export const sharedSession = (
  template: Pick<Template, 'provider' | 'model'>,
  spawnedBy: string | null,
  gatewayUrl: string,
  sessions: readonly SessionView[],
): { readonly provider: string; readonly session: string } | null => {
  if (template.provider === null) return null;
  const target = endOf(template.provider.baseUrl);
  if (target === null || target !== endOf(gatewayUrl)) return null;
  const agent = agentOf(template.model);
  const onIt = sessions.filter(
    ({ key, provider }) =>
      provider !== null && (agent === null || key.startsWith(`agent:${agent}:`)),
  );
  const newest = [...onIt].sort((a, b) => (b.updatedAt ?? 0) - (a.updatedAt ?? 0));
  const found =
    onIt.find(({ key }) => key === spawnedBy) ??
    newest.find(({ hasActiveRun }) => hasActiveRun) ??
    newest[0];
  return found === undefined || found.provider === null
    ? null
    : { provider: found.provider, session: found.key };
};
