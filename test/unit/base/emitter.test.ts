import { expect, it } from 'vitest';

import { Emitter } from '../../../electron/base/emitter.ts';

it('a listener that throws hurts neither the others nor who emits, and its error is not lost', async () => {
  const emitter = new Emitter<number>();
  const seen: number[] = [];
  const broken = new Error('a listener of a test');
  emitter.subscribe(() => {
    throw broken;
  });
  emitter.subscribe((value) => seen.push(value));
  const uncaught = new Promise((resolve) => {
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => {
      for (const other of others) process.on('uncaughtException', other);
      resolve(error);
    });
  });
  emitter.emit(1);
  expect(seen).toEqual([1]);
  expect(await uncaught).toBe(broken);
});
