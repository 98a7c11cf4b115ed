import type { ProviderRequest } from '../../stand-ins/loopback-provider.ts';

/** As many prompts; their helpers are named `<kind>-0-of` and so on. */
export const promptsOf = (kind: string, many: number): readonly string[] =>
  Array.from({ length: many }, (_, index) => `${kind}-${String(index)}-of-${String(many)}`);

/** How often each prompt stands in the bodies of these requests, all of them together. */
export const sentTimes = (
  prompts: readonly string[],
  requests: readonly Readonly<ProviderRequest>[],
): readonly number[] => {
  const said = requests.flatMap(({ body }) => body?.userTexts ?? []);
  return prompts.map((prompt) => said.filter((text) => text === prompt).length);
};
