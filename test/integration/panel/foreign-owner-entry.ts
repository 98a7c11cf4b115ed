import { homedir } from 'node:os';

import { createFileLog } from '../../../electron/base/log-file.ts';
import { pathsFor, preparePaths } from '../../../electron/base/paths.ts';
import { createRedactor } from '../../../electron/base/redact.ts';
import { createStoreFile } from '../../../electron/shell/store-file.ts';
import { nowhere, PanelBench, scriptedAmbient } from './panel-under-test.ts';

/** What a panel that was opened by another user says whenever its state changes. */
export interface OpenedElsewhere {
  readonly uid: number | undefined;
  /** What `preparePaths` put aside, as it was opened, and when it was opened once more. */
  readonly aside: readonly string[];
  readonly asideAgain: readonly string[];
  readonly answers: boolean;
  readonly notices: readonly { readonly id: string; readonly text: string }[];
}

/** Opens all that reads the home in the environment; any message ends it. */
const open = async (): Promise<void> => {
  const paths = pathsFor();
  const aside = preparePaths(paths);
  const asideAgain = preparePaths(paths);
  const bench = new PanelBench();
  const { panel, command } = await bench.panel({
    paths,
    env: { BULKHEAD_HOME: paths.home, PATH: '/usr/bin', OPENCLAW_GATEWAY_URL: nowhere },
    personHome: homedir(),
    settingsFile: createStoreFile({ folder: paths.home, name: 'settings', now: () => 42 }),
    ambient: scriptedAmbient({ log: createFileLog(paths.logs, createRedactor(), Date.now) }),
  });
  const { ok: answers } = await command('state.get', {});
  const say = (): void => {
    const notices = panel.state().app.notices.map(({ id, text }) => ({ id, text }));
    const said = { uid: process.getuid?.(), aside, asideAgain, answers, notices };
    process.send?.(said satisfies OpenedElsewhere);
  };
  panel.onState(say);
  say();
  process.once('message', () => {
    void bench.close().then(() => process.exit(0));
  });
};

process.on('disconnect', () => process.exit(1));
void open();
