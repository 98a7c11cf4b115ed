import * as v from 'valibot';

/** The first thing that is wrong with an input, with the place: `limits.alive: ...`. */
export const issueText = (issues: readonly v.BaseIssue<unknown>[]): string => {
  const [first] = issues;
  if (first === undefined) return 'it does not fit';
  const place = v.getDotPath(first);
  return place === null ? first.message : `${place}: ${first.message}`;
};
