import { appendFileSync } from 'node:fs';

import { bystanderEvery } from '../../electron/faults/measure.ts';
import { runFaultProgram, type Misbehaviour } from '../../electron/faults/program.ts';
import { faultVariable } from '../../electron/faults/run-fault.ts';
import { faults } from '../../electron/faults/table.ts';

/** Fifteen of them speak at once. */
const pieceMs = 50;

const name = process.env[faultVariable] ?? '';
const { does, atStart, answers } = faults.find((fault) => fault.name === name) ?? {
  does: bystanderEvery(pieceMs),
};

/** As a provider would have seen it: a line for each prompt that came here. */
const noted: Misbehaviour = (world) => {
  appendFileSync(process.env.BULKHEAD_FAULT_PROMPTS ?? '/dev/null', `${name}\n`);
  return does(world);
};
process.exit(await runFaultProgram(noted, atStart ?? null, answers ?? {}));
