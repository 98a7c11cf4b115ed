import type { ClientPlan } from '../codex/client.ts';
import { nicenessFor } from '../codex/own-scope.ts';
import type { GateAnswer } from '../codex/process.ts';
import type { UserSystemd } from './user-systemd.ts';

/** What a process is started for, as far as its place depends on it. */
type PlacedPlan = Pick<ClientPlan, 'program' | 'scope'>;

/** Puts a process that has not begun into a scope of its own, or says what holds it elsewise. */
export type Place = (plan: PlacedPlan, pid: number) => Promise<GateAnswer>;

/** Where there is no user manager: each process is limited by itself, and goes behind others. Never rejects. */
export const nowhere: Place = ({ program, scope }) =>
  Promise.resolve({
    memoryEach: program.reservesMemory === true ? null : (scope?.memory ?? null),
    nicer: scope === undefined ? 0 : nicenessFor(scope.cpuWeight),
  });

/** In scopes, as long as a user manager puts them there. Never rejects. */
export const inScopes =
  (manager: Pick<UserSystemd, 'place'>): Place =>
  async (plan, pid) =>
    plan.scope !== undefined && (await manager.place(plan.scope, pid))
      ? { memoryEach: null, nicer: 0 }
      : nowhere(plan, pid);
