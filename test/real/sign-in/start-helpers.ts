import type { PanelApp } from '../../support/panel-app.ts';
import { helperIn, spawnHelper, statusOf } from '../support/story.ts';
import type { HelperRow } from '../support/story.ts';

/** Helpers that were started together; those of another story are not among them. */
export interface StartedHelpers {
  readonly ids: readonly string[];
  /** Waits until each is in a phase, and answers their rows. */
  all(phase: string): Promise<readonly HelperRow[]>;
  /** How many of them wait for a sign-in. */
  waiting(): Promise<number>;
  /** Every process that one of them lived in from now on, by its helper. */
  watchPids(): Promise<() => Promise<ReadonlyMap<string, readonly number[]>>>;
}

/** Starts a helper for each prompt, all at once. */
export const startHelpers = async (
  app: PanelApp,
  template: string,
  prompts: readonly string[],
): Promise<StartedHelpers> => {
  const ids = await Promise.all(prompts.map((prompt) => spawnHelper(app, template, prompt)));
  return {
    ids,
    all: (phase) => Promise.all(ids.map((id) => helperIn(app, id, [phase], 90_000))),
    waiting: async () =>
      (await statusOf(app)).helpers.filter(
        ({ id, phase }) => ids.includes(id) && phase === 'waiting-for-sign-in',
      ).length,
    watchPids: async () => {
      const page = await app.page();
      const seen = await page.evaluateHandle((wanted) => {
        const lived: [string, number][] = [];
        window.bulkhead.onState(({ helpers }) => {
          for (const { id, pid } of helpers) {
            const isNew = !lived.some((one) => one[0] === id && one[1] === pid);
            if (wanted.includes(id) && pid !== null && isNew) lived.push([id, pid]);
          }
        });
        return lived;
      }, ids);
      return async () => {
        const lived = await seen.evaluate((pairs) => pairs);
        return new Map(
          ids.map((id) => [id, lived.filter(([one]) => one === id).map(([, pid]) => pid)]),
        );
      };
    },
  };
};
