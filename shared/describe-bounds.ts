import { bytes, count } from './format.ts';
import type { HelperBounds } from './state.ts';

/** Memory or tasks, as much as there may be: `4.0 GB of memory`, `512 processes and threads`. */
export const describeMost = (what: 'memory' | 'tasks', most: number): string =>
  what === 'memory'
    ? `${bytes(most)} of memory`
    : count(most, 'process or thread', 'processes and threads');

/** A line for what a helper came to the end of while it lives on. */
export const describeLimitMet = (hit: {
  readonly what: 'memory' | 'tasks';
  readonly most: number;
}): string =>
  hit.what === 'memory'
    ? `A command was ended: more than ${describeMost('memory', hit.most)}`
    : `A command could start nothing more: ${describeMost('tasks', hit.most)} is all it may have`;

/** What a helper's process is held to: a word, and what it means. */
export const describeBounds = (
  bounds: HelperBounds | undefined,
): { readonly word: string; readonly note: string } => {
  if (bounds === undefined) return { word: 'not yet', note: 'known once it runs' };
  if (bounds.kind === 'process') {
    const { memory, niceness } = bounds;
    const each = [
      ...(memory === null ? [] : [`${bytes(memory)} for each process`]),
      ...(niceness === null || niceness <= 0 ? [] : [`niceness ${niceness}`]),
    ];
    return {
      word: each.length === 0 ? 'none' : each.join(', '),
      note: 'no systemd user manager, so no scope of its own',
    };
  }
  const { memory, tasks } = bounds;
  const most = [
    ...(memory === null ? [] : [describeMost('memory', memory)]),
    ...(tasks === null ? [] : [describeMost('tasks', tasks)]),
  ];
  const unlimited = memory === null ? ', memory cannot be limited here' : '';
  return {
    word: most.length === 0 ? 'none' : `at most ${most.join(' and ')}`,
    note: `own systemd scope${unlimited}`,
  };
};
