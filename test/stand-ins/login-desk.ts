import { isRecord } from '../../electron/base/values.ts';
import type { ErrorShape } from '../../electron/practice/gateway/handshake.ts';

/** One step of a scripted sign-in, as `wizard.next` tells it (openclaw 2026.9.6). */
export type DeskStep = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly type: string;
};

/** What a scripted sign-in does: steps, then how it ends. */
export interface LoginScript {
  readonly steps: readonly DeskStep[];
  readonly end: { readonly status: 'done' | 'error' | 'cancelled'; readonly error?: string };
  /** Holds the end back until it settles. */
  readonly until?: Promise<void>;
  /** Says why an answer is not taken; null takes it. */
  readonly check?: (stepId: string, value: unknown) => string | null;
}

type Told =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: ErrorShape };

interface Login {
  readonly id: string;
  readonly owner: object;
  readonly script: LoginScript;
  readonly onDone: () => void;
  at: number;
  cancelled: boolean;
  readonly wake: Set<() => void>;
}

const busy: Told = {
  ok: false,
  error: {
    code: 'UNAVAILABLE',
    message: 'OpenClaw setup is already in progress; try again when it finishes.',
    details: { code: 'SETUP_ADMISSION_BUSY' },
    retryable: true,
  },
};

const unknown: Told = {
  ok: false,
  error: {
    code: 'INVALID_REQUEST',
    message: 'wizard not found',
    details: { code: 'WIZARD_NOT_FOUND' },
  },
};

/** Steps that wait for the person; the others follow each other by themselves. */
const waits = (step: DeskStep | undefined): boolean =>
  step !== undefined && step.type !== 'progress';

/** The sign-ins of a practice gateway: one at a time, answered by the connection that began it. */
export class LoginDesk {
  /** True while somebody else is said to sign in. */
  taken = false;
  /** Every answer that was taken, in order. */
  readonly answers: { readonly stepId: string; readonly value: unknown }[] = [];
  #login: Login | null = null;

  begin(owner: object, id: string, script: LoginScript, onDone: () => void): Told {
    if (this.taken || this.#login !== null) return busy;
    this.#login = { id, owner, script, onDone, at: 0, cancelled: false, wake: new Set() };
    return { ok: true, payload: { sessionId: id, done: false, status: 'running' } };
  }

  async next(owner: object, id: string, answer: unknown): Promise<Told> {
    const login = this.#of(owner, id);
    if (login === null) return unknown;
    const step = login.script.steps[login.at - 1];
    if (isAnswer(answer) && waits(step)) {
      const complaint = login.script.check?.(answer.stepId, answer.value) ?? null;
      if (complaint !== null) {
        return { ok: true, payload: { done: false, status: 'running', step, error: complaint } };
      }
      this.answers.push({ stepId: answer.stepId, value: answer.value });
    }
    const following = login.script.steps[login.at];
    if (following !== undefined) {
      login.at += 1;
      return { ok: true, payload: { done: false, status: 'running', step: following } };
    }
    await Promise.race([
      login.script.until ?? Promise.resolve(),
      new Promise<void>((resolve) => login.wake.add(resolve)),
    ]);
    return { ok: true, payload: this.#finish(login) };
  }

  cancel(owner: object, id: string): Told {
    const login = this.#of(owner, id);
    if (login === null) return unknown;
    this.#stop(login);
    return { ok: true, payload: { status: 'cancelled', error: 'cancelled' } };
  }

  /** The connection is gone, and what it began with it. */
  left(owner: object): void {
    if (this.#login?.owner === owner) this.#stop(this.#login);
  }

  #of(owner: object, id: string): Login | null {
    return this.#login?.id === id && this.#login.owner === owner ? this.#login : null;
  }

  #stop(login: Login): void {
    login.cancelled = true;
    for (const wake of login.wake) wake();
    if (this.#login === login) this.#login = null;
  }

  #finish(login: Login): unknown {
    if (login.cancelled) return { done: true, status: 'cancelled', error: 'cancelled' };
    this.#login = null;
    const { status, error } = login.script.end;
    if (status === 'done') login.onDone();
    return { done: true, status, ...(error === undefined ? {} : { error }) };
  }
}

const isAnswer = (value: unknown): value is { readonly stepId: string; readonly value: unknown } =>
  isRecord(value) && typeof value.stepId === 'string' && 'value' in value;
