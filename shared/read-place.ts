import { withoutEnd } from './format.ts';
import { placePattern } from './settings.ts';

/** A place as typed, as it joins those that are listed; an Error says why it does not. Pure. */
export const readPlace = (typed: string, listed: readonly string[]): string | Error => {
  const place = withoutEnd(typed.trim(), '/');
  if (!placePattern.test(place)) {
    return new Error('Type a whole path, or one from ~/, such as ~/secrets.');
  }
  return listed.includes(place) ? new Error('It is in the list already.') : place;
};
