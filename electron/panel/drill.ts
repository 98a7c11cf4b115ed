import { randomUUID } from 'node:crypto';

import { Drill } from '../drill/drill.ts';
import type { Looks } from '../base/folder-look.ts';
import { blastSample } from '../helpers/blast/blast-radius.ts';
import type { PanelDeps } from './deps.ts';
import { gatewaySample } from './fleet.ts';
import type { SessionFeed } from './session-feed.ts';
import type { PanelStore } from './store.ts';

interface DrillParts {
  readonly looks: Looks;
  readonly store: PanelStore;
  readonly sessions: Pick<SessionFeed, 'all'>;
}

/**
 * Opens the drill of a panel; how it goes is in the panel's state. Of the person's link and helpers
 * it gets what is compared before and after each check, as data, and nothing to reach them by.
 */
export const openPanelDrill = (deps: PanelDeps, { looks, store, sessions }: DrillParts): Drill => {
  const { ambient, env, paths, redactor } = deps;
  const secret = `sk-drill-${randomUUID()}`;
  // It is taken out of what helpers say as every other secret is: that is what is tried.
  redactor.know(secret);
  return new Drill({
    ...deps.drill,
    folder: paths.drill,
    env,
    looks,
    secret,
    ambient,
    beside: () => {
      const { gateway, helpers } = store.get();
      const sample = gatewaySample(gateway, sessions.all().rows);
      return {
        beside: blastSample(ambient.clock.now(), sample, helpers, ''),
        reconnects: gateway.reconnects,
      };
    },
    nameOf: (id) => store.get().helpers.find((one) => one.id === id)?.name ?? id,
    onView: (view) => store.setDrill(view),
  });
};
