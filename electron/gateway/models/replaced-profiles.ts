import type { ModelProfile } from './model-status.ts';

/**
 * The profiles that a new key of a provider takes the place of: those whose authentication failed
 * when they were tried, else the only one, else the one that such a key is put into
 * (`models.authSetApiKey`, openclaw 2026.9.6). Another one of several is left alone. Pure.
 */
export const replacedProfiles = (
  provider: string,
  profiles: readonly ModelProfile[],
  hasFailed: (profileId: string) => boolean,
): readonly string[] => {
  const keys = profiles.filter(({ replaceable }) => replaceable).map(({ id }) => id);
  const failed = keys.filter(hasFailed);
  if (failed.length > 0) return failed;
  return keys.length === 1 ? keys : keys.filter((id) => id === `${provider}:manual`);
};
