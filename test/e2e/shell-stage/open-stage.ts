import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import type { ElectronApplication } from '@playwright/test';
import type { ChildProcess } from 'node:child_process';

/** The stage in a real Electron, with a home and a session bus of the test's choice. */
export interface Stage {
  readonly electron: ElectronApplication;
  readonly child: ChildProcess;
  readonly home: string;
  /** Settles with the exit code and signal once the process is gone. */
  readonly exited: Promise<readonly [number | null, string | null]>;
}

/** Opens the stage that `buildStage` made in `folder`. */
export const openStage = async (
  folder: string,
  options: {
    readonly busAddress: string;
    readonly home?: string;
    readonly closeMs?: number;
    /** It ends closing only once its home has a file named `let-close`. */
    readonly holdsClose?: boolean;
  },
): Promise<Stage> => {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'stage-')));
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined) env[name] = value;
  }
  const electron = await _electron.launch({
    args: ['--no-sandbox', '--disable-gpu', folder],
    env: {
      ...env,
      BULKHEAD_HOME: home,
      STAGE_CLOSE_MS: String(options.closeMs ?? 0),
      STAGE_HOLDS_CLOSE: options.holdsClose === true ? '1' : '',
      DBUS_SESSION_BUS_ADDRESS: options.busAddress,
    },
    timeout: 60_000,
  });
  // Playwright forgets the process once it is gone.
  const child = electron.process();
  const exited = new Promise<readonly [number | null, string | null]>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve([code, signal]);
    });
  });
  return { electron, child, home, exited };
};
