const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 26rem; margin: 12vh auto; padding: 0 1rem; }
  h1 { font-size: 1.4rem; }
  form { display: flex; gap: .5rem; flex-wrap: wrap; margin: 1.5rem 0; }
  label { display: block; width: 100%; }
  input { font: inherit; letter-spacing: .1em; padding: .4rem; width: 12rem; }
  button { font: inherit; padding: .4rem 1.2rem; }
  small { opacity: .7; }
`;

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${String(sign.charCodeAt(0))};`);

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
  `<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>` +
  `<style>${style}</style></head><body><main><h1>${escaped(title)}</h1>${body}` +
  `<small>Practice: this page is on this computer, and no real account is involved.</small>` +
  `</main></body></html>`;

const buttons =
  `<button name="answer" value="approve">Approve</button>` +
  `<button name="answer" value="deny">Deny</button>`;

/** The pages of the practice issuer, as HTML without scripts. Pure. */
export const issuerPages = {
  /** Asks whether a sign-in in this browser is approved. */
  approval: (email: string, requestId: string): string =>
    page(
      'Sign in to practice?',
      `<p>Bulkhead asks to use the practice account <b>${escaped(email)}</b>.</p>` +
        `<form method="post" action="/oauth/decide">` +
        `<input type="hidden" name="request" value="${escaped(requestId)}">${buttons}</form>`,
    ),
  /** Asks for a device code; `problem` says what was wrong with the last one. */
  device: (email: string, userCode: string, problem: string | null): string =>
    page(
      'Sign in with a code',
      `<p>Enter the code that Bulkhead shows, for the practice account ` +
        `<b>${escaped(email)}</b>.</p>` +
        (problem === null ? '' : `<p role="alert">${escaped(problem)}</p>`) +
        `<form method="post" action="/codex/device"><label for="code">Code</label>` +
        `<input id="code" name="user_code" autocomplete="off" value="${escaped(userCode)}">` +
        `<label></label>${buttons}</form>`,
    ),
  /** Says how it ended. */
  done: (title: string, text: string): string => page(title, `<p>${escaped(text)}</p>`),
} as const;

/** A whole HTTP answer. */
export interface IssuerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Makes answers of the kinds that an issuer gives. */
export const issuerAnswer = {
  json: (status: number, body: unknown): IssuerAnswer => ({
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  }),
  /** `code` is what codex decides by. */
  error: (status: number, code: string, message: string): IssuerAnswer =>
    issuerAnswer.json(status, { error: { message, type: 'invalid_request_error', code } }),
  redirect: (to: string): IssuerAnswer => ({
    status: 302,
    headers: { location: to, 'cache-control': 'no-store' },
    body: '',
  }),
  page: (status: number, html: string): IssuerAnswer => ({
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    },
    body: html,
  }),
} as const;
