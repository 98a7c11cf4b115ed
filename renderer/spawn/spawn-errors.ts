import { describeCause } from '../../shared/describe-cause.ts';
import type { Failure } from '../../shared/failure.ts';

export interface SpawnErrors {
  readonly prompt: string;
  readonly cwd: string;
  /** What belongs to no field. */
  readonly other: string;
}

export const noErrors: SpawnErrors = { prompt: '', cwd: '', other: '' };

/** Puts a refusal below the field it is about: by the path of the input, or by the folder's name. */
export const spawnErrors = (failed: Failure, cwd: string): SpawnErrors => {
  const cause = `${describeCause(failed, 'helper')}.`;
  if (failed.kind === 'invalid-input') {
    if (failed.what.startsWith('prompt')) return { ...noErrors, prompt: cause };
    if (failed.what.startsWith('cwd')) return { ...noErrors, cwd: cause };
  }
  if (failed.kind === 'misconfigured' && cwd !== '' && failed.what.includes(cwd)) {
    return { ...noErrors, cwd: cause };
  }
  return { ...noErrors, other: cause };
};
