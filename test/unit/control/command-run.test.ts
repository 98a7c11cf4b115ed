import { expect, it } from 'vitest';
import { answerWithinMs } from '../../../electron/ports/desktop-port.ts';
import { questionMs } from '../../../electron/control/command-run.ts';

it('a command waits for longer than its question in the window stands open', () => {
  expect(questionMs).toBeGreaterThan(answerWithinMs);
});
