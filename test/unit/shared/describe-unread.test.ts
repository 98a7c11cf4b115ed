import { expect, it } from 'vitest';
import { describeUnread } from '../../../shared/describe-unread.ts';
import { failure, type FailureCause } from '../../../shared/failure.ts';

const link = { since: 0, connId: 'c', bootId: 'b' };
const degraded = (cause: FailureCause) =>
  describeUnread({ phase: 'degraded', ...link, failure: failure(cause) });

it('says why no session was read, and claims nothing of how many there are', () => {
  expect(describeUnread({ phase: 'connected', ...link }).short).toBe('Being read');
  expect(degraded({ kind: 'missing-scope', scope: 'operator.write' }).short).toBe('Being read');
  expect(degraded({ kind: 'missing-scope', scope: 'operator.read' })).toEqual({
    title: 'Sessions cannot be read',
    text: 'The gateway does not grant operator.read to this device. Helpers work without them.',
    short: 'Cannot be read',
  });
  expect(degraded({ kind: 'stalled', phase: 'gateway', silentMs: 1 }).short).toBe('Not read yet');
  expect(describeUnread({ phase: 'idle' }).short).toBe('Not read yet');
});
