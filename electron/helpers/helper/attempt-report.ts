import type { HelperView, Tone } from '../../../shared/state.ts';
import type { RunEvent } from '../../codex/client.ts';

/** How an attempt tells its helper what happens. */
export interface AttemptReport {
  readonly view: () => HelperView;
  readonly change: (patch: Partial<HelperView>) => void;
  readonly note: (tone: Tone, text: string) => void;
  readonly heard: (event: RunEvent) => void;
}
