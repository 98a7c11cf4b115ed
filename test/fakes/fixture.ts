import type { PanelFixture } from './panel-fixture.ts';
import { panelStates } from './panel-states.ts';

/** A fixture by name. */
export const fixture = (name: string): PanelFixture => {
  const found = panelStates[name];
  if (found === undefined) throw new Error(`There is no fixture ${name}.`);
  return found;
};
