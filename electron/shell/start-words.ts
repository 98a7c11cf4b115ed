import type { NavigateTarget } from '../../shared/contract.ts';
import type { PanelState } from '../../shared/state.ts';

/** The scheme of links that open Bulkhead; the `.desktop` file of the package claims it. */
export const linkScheme = 'bulkhead';

/** Starts without a window. */
export const hiddenFlag = '--hidden';

/** What a start may ask for besides the window, as the launcher's own actions do. */
export type StartAct = 'ask' | 'drill' | 'quit';

const acts: Readonly<Record<string, StartAct>> = {
  '--ask': 'ask',
  '--drill': 'drill',
  '--quit': 'quit',
};

/** What a link names, not yet known to be there. */
export type Link =
  | { readonly kind: 'helper'; readonly id: string }
  | { readonly kind: 'sign-in'; readonly credentialId: string };

const begins = new RegExp(`^${linkScheme}:`, 'i');
const whole = new RegExp(`^${linkScheme}://(helper|sign-in)/([a-z0-9][a-z0-9._-]{0,63})$`);

/**
 * The one link among the arguments of a start, or null. Anybody may write a link, so it is taken as it
 * stands or not at all: nothing is decoded, trimmed or left out of it, and of two neither counts. Pure.
 */
export const linkIn = (args: readonly string[]): Link | null => {
  const [link, ...others] = args.filter((one) => begins.test(one));
  if (link === undefined || others.length > 0) return null;
  const [, kind, id] = whole.exec(link) ?? [];
  if (id === undefined) return null;
  return kind === 'helper' ? { kind, id } : { kind: 'sign-in', credentialId: id };
};

/**
 * Where the link among the arguments leads in a panel of this state, or null where it names nothing that
 * is there. A place is all that it can be: no link starts, stops or signs in anything. Pure.
 */
export const targetOf = (
  args: readonly string[],
  { helpers, credentials }: Pick<PanelState, 'helpers' | 'credentials'>,
): NavigateTarget | null => {
  const link = linkIn(args);
  switch (link?.kind) {
    case 'helper':
      return helpers.some(({ id }) => id === link.id) ? { view: 'helper', id: link.id } : null;
    case 'sign-in':
      return credentials.some(({ id }) => id === link.credentialId)
        ? { view: 'credentials', open: link.credentialId }
        : null;
    case undefined:
      return null;
  }
};

/** The one act that the arguments of a start ask for, or null; beside a link there is none. Pure. */
export const actIn = (args: readonly string[]): StartAct | null => {
  if (args.some((one) => begins.test(one))) return null;
  const [act, ...others] = args.flatMap((one) => (Object.hasOwn(acts, one) ? [acts[one]] : []));
  return act === undefined || others.length > 0 ? null : act;
};

/** Whether these arguments ask for a start without a window; a link asks for one. Pure. */
export const startsHidden = (args: readonly string[]): boolean =>
  args.includes(hiddenFlag) && !args.some((one) => begins.test(one));

/** Chromium hands 32 KiB with the folder to the app that runs, and kills one that refuses more. */
const mostBytes = 16 * 1024;

/** Whether these arguments are too long to be handed to an app that runs already. Pure. */
export const isTooLong = (args: readonly string[]): boolean =>
  args.reduce((sum, one) => sum + Buffer.byteLength(one) + 1, 0) > mostBytes;
