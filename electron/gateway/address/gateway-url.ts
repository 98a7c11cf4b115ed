/**
 * A gateway address as the panel shows and compares it: ws or wss, host, port, path. User name,
 * password, query and fragment are dropped, since a secret could be in them. Null when it is none.
 */
export const gatewayUrl = (text: string): string | null => {
  let url: URL;
  try {
    url = new URL(text.trim().replace(/^http(s?):/i, 'ws$1:'));
  } catch {
    return null;
  }
  if (!['ws:', 'wss:'].includes(url.protocol) || url.hostname === '') return null;
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
};
