/** A proxy did not let a request through, or is of a kind that is not spoken here. */
export class ProxyError extends Error {
  readonly status: number | null;

  constructor(status: number | null) {
    super(status === null ? 'the proxy is no HTTP proxy' : `the proxy answered ${status}`);
    this.name = 'ProxyError';
    this.status = status;
  }
}
