import type { CredentialView } from './credential.ts';
import type { Template } from './settings.ts';
import { isolated } from './isolated.ts';

/** What does not work in a template, by field: a sentence each. */
export interface TemplateFaults {
  readonly name?: string;
  readonly credential?: string;
  readonly cwd?: string;
}

interface Beside {
  readonly templates: readonly Pick<Template, 'id' | 'name'>[];
  readonly credentials: readonly Pick<CredentialView, 'id' | 'label' | 'kind'>[];
}

const same = (a: string, b: string): boolean =>
  a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();

/** True for what a helper can sign in with; the gateway's own is none of it. Pure. */
export const isForHelpers = ({ kind }: Pick<CredentialView, 'kind'>): boolean =>
  kind === 'api-key' || kind === 'account';

/**
 * What would not work in a template beside the templates and credentials that there are, for window
 * and command line alike. A credential that is not known yet may still come. Pure.
 */
export const templateFaults = (
  template: Pick<Template, 'name' | 'credential' | 'cwd'> & { readonly id?: string | undefined },
  { templates, credentials }: Beside,
): TemplateFaults => {
  const twin = templates.find(({ id, name }) => id !== template.id && same(name, template.name));
  const used = credentials.find(({ id }) => id === template.credential);
  const isWhole = template.cwd === null || /^(?:\/|~(?:\/|$))/.test(template.cwd);
  return {
    ...(twin === undefined
      ? {}
      : { name: `There is a template “${isolated(twin.name)}” already. Give it another name.` }),
    ...(used === undefined || isForHelpers(used)
      ? {}
      : {
          credential: `${isolated(used.label)} is the gateway’s: a helper cannot sign in with it.`,
        }),
    ...(isWhole ? {} : { cwd: 'Type the whole path, or one from ~/, such as ~/src/api.' }),
  };
};
