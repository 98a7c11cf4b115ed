import { randomBytes } from 'node:crypto';
import { release } from 'node:os';

import type { Looks } from '../base/folder-look.ts';
import { Bundles } from '../bundle/bundles.ts';
import type { PanelDeps } from './deps.ts';
import type { SessionFeed } from './session-feed.ts';
import type { PanelStore } from './store.ts';

interface BundleParts {
  readonly looks: Pick<Looks, 'look'>;
  readonly store: Pick<PanelStore, 'get'>;
  readonly sessions: Pick<SessionFeed, 'all'>;
}

/** Makes what tells of a panel, and nothing of what it is about. */
export const openPanelBundles = (
  deps: PanelDeps,
  { looks, store, sessions }: BundleParts,
): Bundles =>
  new Bundles({
    input: () => ({
      now: deps.ambient.clock.now(),
      // Of `6.1.0-18-amd64` what is a version.
      platform: release().split(/[^\d.]/)[0] ?? '',
      state: store.get(),
      sessions: sessions.all().rows,
      events: deps.recentEvents(),
    }),
    known: (text) => deps.redactor.known(text),
    newCanary: () => `canary${randomBytes(6).toString('hex')}`,
    looks,
    chooseNewFile: (name) => deps.desktop.chooseNewFile('Save the bundle', name),
  });
