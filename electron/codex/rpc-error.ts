/** The other side answered a request with a JSON-RPC error; `message` is its own text, unredacted. */
export class RpcError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
  }
}
