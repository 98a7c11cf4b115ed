import { failure } from '../../../shared/failure.ts';
import { failed, ok, type Reply } from '../../../shared/result.ts';
import {
  openaiProvider,
  type CredentialRecord,
  type Provider,
  type Template,
} from '../../../shared/settings.ts';
import type { HelperView } from '../../../shared/state.ts';
import { invalidInput } from '../../base/errors.ts';
import type { CredentialUse } from '../grants.ts';
import type { Credentials } from '../credentials.ts';
import { judgeModelList, type AskModels, type KeyWord } from './model-list.ts';

/** Where a key may be asked about. */
interface KeyUses {
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

interface KeyCheckDeps {
  readonly askModels: AskModels;
  readonly credentials: Pick<Credentials, 'grant' | 'generation' | 'usable' | 'saw' | 'limited'>;
  readonly uses: () => KeyUses;
  /** True while that provider is known to refuse the key. */
  readonly isRefusedBy: (use: CredentialUse) => boolean;
  /** A provider refused a generation of a key; `by` names who saw it. */
  readonly onRefused: (use: CredentialUse, generation: number, by: string, code: string) => void;
  readonly now: () => number;
  /** Nothing is asked any more once it is aborted. */
  readonly signal: AbortSignal;
}

const by = 'a check';

/**
 * Finds out whether a key of ours works, without a model call: its provider is asked for the list
 * of its models, once with the key. Where that list is open to everybody it says nothing of the
 * key. What was seen is in the row; one check per key at a time, and who asks meanwhile shares it.
 */
export const createKeyCheck = (deps: KeyCheckDeps) => {
  const { credentials, askModels, signal } = deps;
  const underWay = new Map<string, Promise<Reply<null>>>();

  const useOf = (id: string, { name, baseUrl }: Provider): CredentialUse => ({
    credentialId: id,
    provider: name,
    target: baseUrl,
  });

  const wordOf = async (provider: Provider, key: string): Promise<KeyWord> => {
    const word = judgeModelList(await askModels(provider, key, signal), provider, deps.now());
    if (word.kind !== 'worked') return word;
    const open = await askModels(provider, null, signal);
    const unproven = judgeModelList(open, provider, deps.now()).kind === 'worked';
    const cause = { kind: 'cannot-tell', provider: provider.name } as const;
    return unproven ? { kind: 'other', failure: failure(cause, '', 'open list') } : word;
  };

  const check = async ({ id, label }: CredentialRecord): Promise<Reply<null>> => {
    const providers = keyProviders(id, deps.uses());
    const refusing = providers.filter((one) => deps.isRefusedBy(useOf(id, one)));
    const provider = refusing[0] ?? providers[0];
    if (provider === undefined) {
      const what = `no template uses “${label}”, so it is not known whom to ask`;
      return invalidInput(what);
    }
    const generation = credentials.generation(id);
    const wasRefused = !credentials.usable(id);
    const granted = await credentials.grant(id);
    if (granted?.grant.kind !== 'api-key') {
      const cause = { kind: 'unauthorized', credentialId: id, provider: provider.name } as const;
      return failed(failure({ ...cause, generation: 0 }));
    }
    const word = await wordOf(provider, granted.grant.secret);
    signal.throwIfAborted();
    switch (word.kind) {
      case 'worked': {
        // Another provider's refusal is not taken back by this one.
        const takesBack = wasRefused ? refusing.length <= 1 : credentials.usable(id);
        const seen = { kind: 'worked', at: deps.now(), by } as const;
        credentials.saw(id, generation, { ...seen, begunAfterRefusal: takesBack });
        return ok(null);
      }
      case 'refused':
        deps.onRefused(useOf(id, provider), generation, by, word.code);
        return failed(
          failure(
            { kind: 'unauthorized', credentialId: id, generation, provider: provider.name },
            '',
            word.code,
          ),
        );
      case 'other':
        // A list that is asked for too often says nothing of how long models are held back.
        if (word.failure.kind === 'rate-limited' && word.failure.opensAt !== undefined) {
          credentials.limited(id, generation, word.failure.opensAt);
        }
        return failed(word.failure);
    }
  };

  return (record: CredentialRecord): Promise<Reply<null>> => {
    const running = underWay.get(record.id);
    if (running !== undefined) return running;
    const mine = check(record).finally(() => underWay.delete(record.id));
    underWay.set(record.id, mine);
    return mine;
  };
};
