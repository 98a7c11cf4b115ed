import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Openable } from '../../shared/about.ts';
import { openableNames } from '../../shared/describe-about.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import { readSystem } from '../base/about-system.ts';
import type { Clock } from '../base/clock.ts';
import { toFailure } from '../base/errors.ts';
import { readLicences } from '../base/licences.ts';
import type { Log } from '../base/log.ts';
import { errnoOf } from '../base/values.ts';
import type { AboutPort } from '../ports/desktop-port.ts';

/** The desktop's program ends at once, or stays for as long as a window that it opened itself. */
const settledMs = 5_000;

interface AboutOptions {
  readonly paths: { readonly home: string; readonly logs: string };
  /** What a build has collected. */
  readonly licencesFile: string;
  /** The executable that runs; those of Chromium lie beside it. */
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly versions: { readonly chrome: string; readonly node: string };
  /** Electron's `shell.openPath`: empty once it is opened, else why not. */
  readonly openPath: (path: string) => Promise<string>;
  readonly ambient: { readonly clock: Clock; readonly log: Log };
}

/** What is asked of the app about itself. Which path a name stands for is known here alone. */
export const createAbout = (options: AboutOptions): AboutPort => {
  const { paths, ambient, openPath } = options;
  const places: Readonly<Record<Openable, string>> = {
    logs: paths.logs,
    home: paths.home,
    licences: join(dirname(options.program), 'LICENSES.chromium.html'),
  };
  const notOpened = (what: Openable, detail: string, code: string | null): Reply<never> => {
    ambient.log.warn('place not opened', { what, detail });
    return failed(failure({ kind: 'not-opened', what: openableNames[what] }, detail, code));
  };
  return {
    facts: async () => ({
      chromium: options.versions.chrome,
      node: options.versions.node,
      system: await readSystem(options.env),
      logs: paths.logs,
      home: paths.home,
    }),
    licences: () => readLicences(options.licencesFile),
    open: async (what) => {
      const path = places[what];
      const over = new AbortController();
      try {
        // Of what is not there xdg-open says nothing but a number.
        await access(path);
        const late = ambient.clock.pause(settledMs, over.signal).then(() => '');
        const why = await Promise.race([openPath(path), late]);
        return why === '' ? ok(null) : notOpened(what, why, null);
      } catch (error) {
        return notOpened(what, toFailure(error).detail, errnoOf(error));
      } finally {
        over.abort();
      }
    },
  };
};
