import type { IncomingMessage, ServerResponse } from 'node:http';

import type { TokenVerdict } from '../issuer/issued-tokens.ts';

/** What knows ChatGPT's access tokens and answers its backend's GETs; the practice issuer does. */
export interface ChatgptBackend {
  verdict(accessToken: string): TokenVerdict;
  /** Answers a GET of `path` below `chatgpt_base_url`. */
  serve(path: string, request: IncomingMessage, response: ServerResponse): void;
}
