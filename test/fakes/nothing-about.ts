import type { AboutPort } from '../../electron/ports/desktop-port.ts';
import { ok } from '../../shared/result.ts';
import { aboutApp } from './panel-about.ts';

/** An app that has no licences to show, and on whose desktop everything opens. */
export const nothingAbout: AboutPort = {
  facts: () => Promise.resolve(aboutApp),
  licences: () => Promise.resolve(ok([])),
  open: () => Promise.resolve(ok(null)),
};
