import type { ScopePlan } from '../codex/own-scope.ts';
import type { GateAnswer } from '../codex/process.ts';
import type { UserSystemd } from './user-systemd.ts';

/** Puts a process that has not begun into a scope of its own, or says what holds it elsewise. */
export type Place = (plan: ScopePlan | undefined, pid: number) => Promise<GateAnswer>;

/** Where there is no user manager: each process is limited by itself. Never rejects. */
export const nowhere: Place = (plan) => Promise.resolve({ memoryEach: plan?.memory ?? null });

/** In scopes, as long as a user manager puts them there. Never rejects. */
export const inScopes =
  (manager: Pick<UserSystemd, 'place'>): Place =>
  async (plan, pid) =>
    plan !== undefined && (await manager.place(plan, pid))
      ? { memoryEach: null }
      : nowhere(plan, pid);
