import type { CredentialView } from '../../shared/credential.ts';
import type { Template } from '../../shared/settings.ts';
import type { PanelState } from '../../shared/state.ts';

/** What could be used instead of a credential, and by what. */
export interface SwitchChoices {
  /** Of the same provider, those that work first. */
  readonly others: readonly CredentialView[];
  readonly templates: readonly Template[];
}

const isOurs = ({ kind }: CredentialView): boolean => kind === 'account' || kind === 'api-key';

const works = ({ state }: CredentialView): boolean =>
  state.phase === 'good' || state.phase === 'renewing' || state.phase === 'ends-soon';

/** The accounts and keys that can take the place of one, and the templates that use it. Pure. */
export const switchChoices = (
  { id, provider }: CredentialView,
  { credentials, templates }: Pick<PanelState, 'credentials' | 'templates'>,
): SwitchChoices => ({
  others: credentials
    .filter(
      (other) =>
        other.id !== id &&
        isOurs(other) &&
        other.generation > 0 &&
        other.provider.toLowerCase() === provider.toLowerCase(),
    )
    .toSorted((a, b) => Number(works(b)) - Number(works(a)) || a.label.localeCompare(b.label)),
  templates: templates.filter(({ credential }) => credential === id),
});
