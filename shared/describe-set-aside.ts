import { count, listed } from './format.ts';
import { isolated } from './isolated.ts';
import type { Notice } from './state.ts';

const NAMED = 3;

/**
 * What is said of files or folders of ours that could not be read and were put aside; `kept` are the
 * paths they have now.
 */
export const describeSetAside = (what: 'file' | 'folder', kept: readonly string[]): Notice => {
  const more = kept.length - NAMED;
  const named = [...kept.slice(0, NAMED).map(isolated), ...(more > 0 ? [`${more} more`] : [])];
  return {
    id: `set-aside-${what}`,
    tone: 'attention',
    title: `${count(kept.length, what)} of Bulkhead could not be read`,
    text: `Bulkhead goes on without. Look at what was put aside, or remove it: ${listed(named)}.`,
  };
};
