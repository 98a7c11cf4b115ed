import { describe, expect, it } from 'vitest';

import { describeBounds, describeLimitMet } from '../../../shared/describe-bounds.ts';
import { describeCause } from '../../../shared/describe-cause.ts';
import { failure } from '../../../shared/failure.ts';

describe('what a helper is held to', () => {
  it('is said with what holds it', () => {
    expect(describeBounds({ kind: 'scope', memory: 2e9, tasks: 512 })).toEqual({
      word: 'at most 2.0 GB of memory and 512 processes and threads',
      note: 'own systemd scope',
    });
    expect(describeBounds({ kind: 'scope', memory: null, tasks: 512 })).toEqual({
      word: 'at most 512 processes and threads',
      note: 'own systemd scope, memory cannot be limited here',
    });
    expect(describeBounds({ kind: 'process', memory: 4e9, niceness: 3 })).toEqual({
      word: '4.0 GB for each process, niceness 3',
      note: 'no systemd user manager, so no scope of its own',
    });
    const alone = (niceness: number | null): string =>
      describeBounds({ kind: 'process', memory: null, niceness }).word;
    expect([alone(3), alone(0), alone(null)]).toEqual(['niceness 3', 'none', 'none']);
    expect(describeBounds(undefined).word).toBe('not yet');
  });

  it('is named once it was met', () => {
    const ended = failure({ kind: 'limit', what: 'memory', most: 2e9 });
    expect(describeCause(ended, 'helper')).toBe('Helper process ended: more than 2.0 GB of memory');
    expect(describeLimitMet({ what: 'tasks', most: 512 })).toBe(
      'A command could start nothing more: 512 processes and threads is all it may have',
    );
  });
});
