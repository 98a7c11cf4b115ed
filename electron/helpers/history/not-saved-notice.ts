import { errnoOf } from '../../base/values.ts';
import type { FleetNotice } from '../fleet-notice.ts';

/** What is said when the list of helpers cannot be written; `thrown` is what the disk said. Pure. */
export const notSavedNotice = (thrown: unknown): FleetNotice => {
  const code = errnoOf(thrown) ?? 'unknown';
  return {
    id: 'helpers-not-saved',
    title: 'The list of helpers cannot be saved',
    text:
      code === 'ENOSPC'
        ? 'The disk is full. Helpers go on; what they did is forgotten when the app ends.'
        : `Helpers go on; what they did is forgotten when the app ends (${code}).`,
  };
};
