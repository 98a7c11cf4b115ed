import { createHash } from 'node:crypto';

import type { NewSecret } from './new-secret.ts';

/** How the person answered a device code, or what the issuer has to say of it. */
export type DeviceAnswer = 'pending' | 'approved' | 'slow-down' | 'expired' | 'denied';

/** A code that was given out for the device flow. */
export interface DeviceCode {
  readonly deviceAuthId: string;
  readonly userCode: string;
  readonly clientId: string;
  /** Epoch ms. */
  readonly endsAt: number;
  readonly verifier: string;
  answer: DeviceAnswer;
}

const letters = 'BCDFGHJKLMNPQRSTVWXZ';

/** The codes of the device flow and what became of them. */
export class DeviceCodes {
  readonly #codes: DeviceCode[] = [];
  readonly #now: () => number;
  readonly #newSecret: NewSecret;

  constructor(now: () => number, newSecret: NewSecret) {
    this.#now = now;
    this.#newSecret = newSecret;
  }

  start(clientId: string, lifetimeMs: number): DeviceCode {
    const code: DeviceCode = {
      deviceAuthId: this.#newSecret('device code'),
      userCode: this.#userCode(),
      clientId,
      endsAt: this.#now() + lifetimeMs,
      verifier: this.#newSecret('code verifier'),
      answer: 'pending',
    };
    this.#codes.push(code);
    return code;
  }

  /** The code as a person types it, in any case. */
  byUserCode(userCode: string): DeviceCode | null {
    const typed = userCode.trim().toUpperCase();
    return this.#codes.find((code) => code.userCode === typed) ?? null;
  }

  /** The code that a poll is about; null when id and code do not belong together. */
  polled(deviceAuthId: string, userCode: string): DeviceCode | null {
    const code = this.byUserCode(userCode);
    return code?.deviceAuthId === deviceAuthId ? code : null;
  }

  /** What a poll is answered with now. */
  answerTo(code: DeviceCode): DeviceAnswer {
    return code.answer === 'pending' && code.endsAt <= this.#now() ? 'expired' : code.answer;
  }

  #userCode(): string {
    const bytes = createHash('sha256').update(this.#newSecret('user code')).digest();
    const digits = [...bytes.subarray(0, 8)].map((byte) => letters[byte % letters.length] ?? 'B');
    return `${digits.slice(0, 4).join('')}-${digits.slice(4).join('')}`;
  }
}
