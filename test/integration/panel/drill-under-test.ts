import type { PanelDeps } from '../../../electron/panel/deps.ts';
import { FolderLooks } from '../../../electron/base/folder-look.ts';
import { createRedactor } from '../../../electron/base/redact.ts';
import { createStartKeptClient } from '../../../electron/keeper/kept-client.ts';
import { faultProgramVersion } from '../../../electron/faults/run-fault.ts';
import { bundledScript, type KeptClients } from '../../support/kept-clients.ts';

/** The drill's own helper in this Node, started by real keepers, which learn of secrets as in the app. */
export const realDrill = async (
  kept: KeptClients,
): Promise<Pick<PanelDeps, 'drill' | 'redactor'>> => {
  const keepers = await kept.keepers();
  const redactor = createRedactor();
  let ids = 0;
  return {
    drill: {
      program: {
        command: process.execPath,
        args: [await bundledScript('electron/faults/entry.ts')],
        version: faultProgramVersion,
        env: {},
      },
      startClient: createStartKeptClient({
        keepers,
        newId: () => `drill-client-${(ids += 1)}`,
        looks: new FolderLooks(),
      }),
    },
    redactor: {
      ...redactor,
      know: (secret) => {
        redactor.know(secret);
        keepers.know(secret);
      },
    },
  };
};
