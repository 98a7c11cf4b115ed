import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** Scheme that serves the page; it has an origin of its own and nothing of the web is in it. */
export const pageScheme = 'app';

/** Host of the page's origin. */
export const pageHost = 'bulkhead';

/** What the panel's window shows. */
export const pageUrl = `${pageScheme}://${pageHost}/index.html`;

/** What the small window shows that asks for a helper. */
export const askUrl = `${pageScheme}://${pageHost}/ask.html`;

/** The addresses that a window of ours ever shows. */
export const pageUrls: ReadonlySet<string> = new Set([pageUrl, askUrl]);

/** The page may load what is its own; nothing remote, inline or embedding. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

const headers = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

const refused = (status: number): Response => new Response(null, { status, headers });

/** The file of `root` that an address of the page names, or null when it names none. */
export const pageFile = (root: string, address: string): string | null => {
  let url: URL;
  let path: string;
  try {
    url = new URL(address);
    path = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  if (url.host !== pageHost || path.includes('\0') || !(extname(path) in contentTypes)) return null;
  const file = join(root, path);
  return file.startsWith(root.endsWith(sep) ? root : root + sep) ? file : null;
};

/**
 * Answers the requests of the page's scheme with files below `root`, each with the policy above;
 * anything else, a path that leaves the folder included, is 404.
 */
export const servePage =
  (root: string) =>
  async (request: { readonly url: string; readonly method: string }): Promise<Response> => {
    if (request.method !== 'GET') return refused(405);
    const file = pageFile(root, request.url);
    if (file === null) return refused(404);
    try {
      const body = await readFile(file);
      return new Response(new Uint8Array(body), {
        headers: { ...headers, 'content-type': contentTypes[extname(file)] ?? '' },
      });
    } catch {
      return refused(404);
    }
  };
