import { setTimeout as delay } from 'node:timers/promises';

import type { Panel } from '../../electron/ports/panel-port.ts';
import { builtInTemplate } from '../../shared/settings.ts';

const lateMs = 120_000;

/** Adds helpers until `wanted` of them stream; rejects when that takes more than two minutes. */
export const spawnUntil = async (
  panel: Panel,
  wanted: number,
  isolated: boolean,
): Promise<void> => {
  for (let n = panel.state().helpers.length; n < wanted; n += 1) {
    const input = { templateId: builtInTemplate.id, prompt: `helper ${n}`, isolated };
    const reply = await panel.dispatch('helpers.spawn', input, 'window');
    if (!reply.ok) throw new Error(`helper ${n} was refused: ${reply.failure.kind}`);
  }
  const until = Date.now() + lateMs;
  const streaming = (): number =>
    panel.state().helpers.filter(({ outputLength }) => outputLength > 0).length;
  while (streaming() < wanted) {
    if (Date.now() > until) throw new Error(`only ${streaming()} of ${wanted} helpers stream`);
    await delay(50);
  }
};
