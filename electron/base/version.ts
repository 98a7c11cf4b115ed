import { version } from '../../package.json';

/** The version of the panel, as its package names it. */
export const bulkheadVersion: string = version;
