import { openaiProvider, type Provider, type Template } from '../../../shared/settings.ts';
import type { HelperView } from '../../../shared/state.ts';

/** Where a key may be asked about. */
export interface KeyUses {
  readonly templates: readonly Template[];
  readonly helpers: readonly Pick<HelperView, 'credentialId' | 'templateId' | 'queuedAt'>[];
  /** The template that the person started last; null when there was none. */
  readonly lastTemplateId: string | null;
}

/**
 * The providers that a key is for, by the templates that name it: the one that a helper used last
 * first. None when no template names it. Pure.
 */
export const keyProviders = (id: string, uses: KeyUses): readonly Provider[] => {
  const usedAt = (template: Template): number => {
    const times = uses.helpers
      .filter((one) => one.credentialId === id && one.templateId === template.id)
      .map(({ queuedAt }) => queuedAt);
    if (times.length > 0) return Math.max(...times);
    return template.id === uses.lastTemplateId ? 0 : -1;
  };
  const named = uses.templates
    .filter(({ credential }) => credential === id)
    .toSorted((a, b) => usedAt(b) - usedAt(a))
    .map(({ provider }) => provider ?? openaiProvider);
  return named.filter(
    ({ baseUrl }, at) => named.findIndex((other) => other.baseUrl === baseUrl) === at,
  );
};
