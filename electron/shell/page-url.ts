/** Scheme that serves the page; it has an origin of its own and nothing of the web is in it. */
export const pageScheme = 'app';

/** Host of the page's origin. */
export const pageHost = 'bulkhead';

/** The one address a window of ours ever shows. */
export const pageUrl = `${pageScheme}://${pageHost}/index.html`;
