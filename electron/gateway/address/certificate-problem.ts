/**
 * What is wrong with the certificate of a host, as a sentence for the person; null when the errno
 * (of Node's TLS) is about something else.
 */
export const certificateProblem = (errno: string | null, host: string): string | null => {
  const certificate = `the certificate of ${host}`;
  switch (errno) {
    case 'CERT_HAS_EXPIRED':
      return `${certificate} has expired`;
    case 'CERT_NOT_YET_VALID':
      return `${certificate} is not valid yet; the clock of one of the computers may be wrong`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return `${certificate} is for another name`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `${certificate} is from nobody that this computer trusts; openclaw.json can name its fingerprint (gateway.remote.tlsFingerprint)`;
    default:
      return errno !== null && /^(?:CERT_|ERR_TLS_CERT_|UNABLE_TO_|INVALID_CA$)/.test(errno)
        ? `${certificate} is not accepted (${errno})`
        : null;
  }
};
