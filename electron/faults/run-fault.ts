import { bystanderEvery } from './measure.ts';
import { runFaultProgram } from './program.ts';
import { faults } from './table.ts';

/** Names the row that a helper is; anything else makes it a bystander. */
export const faultVariable = 'BULKHEAD_FAULT';

/** What the helpers of this table say they are. */
export const faultProgramVersion = '0.169.0';

/** Between two pieces of a bystander's text, in ms. */
const pieceMs = 20;

/** Is the helper that `env` names, until its stdin ends; settles with its exit code. */
export const runFault = (env: Readonly<Record<string, string | undefined>>): Promise<number> => {
  const fault = faults.find(({ name }) => name === env[faultVariable]);
  return runFaultProgram(
    fault?.does ?? bystanderEvery(pieceMs),
    fault?.atStart ?? null,
    fault?.answers ?? {},
  );
};
