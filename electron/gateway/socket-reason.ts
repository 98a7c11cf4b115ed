import type { UnreachableReason } from '../../shared/failure.ts';

/** What an errno of a socket that never opened means for the link; null is an unnamed error. */
export const socketReason = (errno: string | null): UnreachableReason => {
  switch (errno) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return 'not-listening';
    case 'ETIMEDOUT':
      return 'timeout';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'abnormal-close';
    default:
      // HPE_* is Node's HTTP parser: something answered that does not speak HTTP.
      return errno?.startsWith('HPE_') === true ? 'proxy' : 'network';
  }
};
