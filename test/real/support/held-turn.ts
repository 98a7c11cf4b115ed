import { expect } from 'vitest';

import { DeltaGate } from '../../stand-ins/delta-gate.ts';
import type { LoopbackProvider } from '../../stand-ins/loopback-provider.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { GatewayOperator } from './session-turn.ts';

/** A streaming turn of the gateway's own session that stands still after its first delta. */
export interface HeldTurn {
  /** Lets it go on: another delta must come, and then the turn's good end. */
  finish(): Promise<void>;
}

/** Starts a turn of the main session and waits until it has delivered a delta. */
export const holdTurn = async (
  operator: GatewayOperator,
  provider: LoopbackProvider,
  token: string,
): Promise<HeldTurn> => {
  const gate = new DeltaGate();
  provider.set(token, { kind: 'good', deltas: 4, gate });
  const turn = await operator.chat('agent:main:main', 'tell me a story');
  gate.release();
  await waitFor('the first delta of the session', () => turn.deltas() >= 1, 60_000);
  return {
    finish: async () => {
      const before = turn.deltas();
      expect(turn.end(), turn.errorText()).toBeNull();
      gate.open();
      await waitFor('another delta of the session', () => turn.deltas() > before, 30_000);
      await waitFor('the end of the turn', () => turn.end() === 'final', 30_000);
    },
  };
};
