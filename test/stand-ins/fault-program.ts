import { runFaultProgram } from '../../electron/faults/program.ts';
import { faults } from '../../electron/faults/table.ts';

const fault = faults.find(({ name }) => name === process.env.BULKHEAD_FAULT);
const { does, atStart, answers } = fault ?? {
  // A bystander: it says a word every 20 ms until its turn is interrupted.
  does: (world) => {
    const timer = setInterval(
      () => world.tell('item/agentMessage/delta', { itemId: 'item-1', delta: `${Date.now()} ` }),
      20,
    );
    timer.unref();
  },
};
process.exit(await runFaultProgram(does, atStart ?? null, answers ?? {}));
