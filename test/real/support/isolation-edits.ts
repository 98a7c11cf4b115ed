import type { Edit } from '../../support/edited.ts';

/** The fault of openclaw issue 72574: a refused run takes the client that it runs on with it. */
export const refusalEndsClient: Edit = {
  file: 'electron/helpers/helper/conversation.ts',
  from: `    return { ...end, generation };\n`,
  to: `    const { outcome } = end;
    if (outcome.kind === 'failed' && outcome.failure.kind === 'unauthorized') {
      void lease.pooled.close();
    }
    return { ...end, generation };\n`,
};

/** Every run of a start key on one client, whoever asked for it. */
export const noIsolation: Edit = {
  file: 'electron/helpers/client/pool.ts',
  from: `request.isolated === true || (request.spawnedBy ?? '').trim() !== '';`,
  to: `request.isolated === true && (request.spawnedBy ?? '').trim() === 'nobody';`,
};
