import type { TestProject } from 'vitest/node';

import { buildApp } from '../../build/build-app.mjs';
import { provideElectron } from '../../build/electron/provide-electron.mjs';
import { installRealPrograms } from '../../build/real-programs/install-real-programs.mjs';
import { openPrivateSession } from './private-session.ts';

/** Gives a tier its private session, and before that what it needs to have been fetched or built. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const tier = project.name;
  const isBuilt = process.env.BULKHEAD_TEST_BUILT === '1';
  const needsApp = ['e2e', 'real', 'package', 'long'].includes(tier);
  if (needsApp && !isBuilt) {
    console.log((await provideElectron()).line);
    await buildApp();
  }
  if (tier === 'real' || tier === 'long') await installRealPrograms();
  const session = await openPrivateSession({ desktop: needsApp || tier === 'integration' });
  return async () => {
    const seen = await session?.end();
    if (seen) {
      // vitest only logs what a teardown throws
      process.exitCode = 1;
      console.error(`The tests touched what is the person's:\n${seen}`);
    }
  };
}
