import { describeCause } from '../../shared/describe-cause.ts';
import type { Failure } from '../../shared/failure.ts';

export interface SpawnErrors {
  readonly prompt: string;
  readonly cwd: string;
  /** What belongs to no field. */
  readonly other: string;
}

export const noErrors: SpawnErrors = { prompt: '', cwd: '', other: '' };

/** Puts a refusal below the field it is about: by the path of the input, or because it is of a folder. */
export const spawnErrors = (failed: Failure): SpawnErrors => {
  const cause = `${describeCause(failed, 'helper')}.`;
  if (failed.kind === 'invalid-input') {
    if (failed.what.startsWith('prompt')) return { ...noErrors, prompt: cause };
    if (failed.what.startsWith('cwd')) return { ...noErrors, cwd: cause };
  }
  if (failed.kind === 'misconfigured' && failed.folder !== undefined) {
    return { ...noErrors, cwd: cause };
  }
  return { ...noErrors, other: cause };
};
