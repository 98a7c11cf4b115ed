import type { FakeBridge } from './fake-bridge.ts';

/** The inputs of every command of this name, in the order they were sent. */
export const sentTo = (bridge: FakeBridge, name: string): readonly unknown[] =>
  bridge.sent.filter((sent) => sent.name === name).map(({ input }) => input);
