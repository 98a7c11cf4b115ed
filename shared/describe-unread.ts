import { describeCause } from './describe-cause.ts';
import { areFollowed } from './sessions-followed.ts';
import type { GatewayState } from './state.ts';

export interface UnreadWords {
  /** No full stop. */
  readonly title: string;
  readonly text: string;
  /** Two or three words for the left column. */
  readonly short: string;
}

/** Why no session was ever read of this gateway: nothing is claimed of how many there are. */
export const describeUnread = (state: GatewayState): UnreadWords => {
  const title = 'Sessions have not been read yet';
  if (areFollowed(state)) {
    return { title, text: 'They appear here by themselves.', short: 'Being read' };
  }
  if (state.phase === 'degraded' && state.failure.kind !== 'stalled') {
    return {
      title: 'Sessions cannot be read',
      text: `${describeCause(state.failure, 'gateway')}. Helpers work without them.`,
      short: 'Cannot be read',
    };
  }
  return {
    title,
    text: 'They are read when the gateway is connected. Helpers work without it.',
    short: state.phase === 'blocked' ? 'Not readable yet' : 'Not read yet',
  };
};
