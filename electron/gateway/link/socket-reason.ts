import type { UnreachableReason } from '../../../shared/failure.ts';

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
      // HPE_* is Node's HTTP parser, ERR_SSL_* its TLS: what answered speaks neither.
      return errno !== null && /^(?:HPE_|ERR_SSL_|EPROTO$)/.test(errno) ? 'proxy' : 'network';
  }
};
