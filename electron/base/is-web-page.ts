/** True for a page of the web, or of this computer; nothing that a desktop starts a program for. */
export const isWebPage = (url: string): boolean =>
  URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
