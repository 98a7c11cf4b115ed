import { freeName } from '../../shared/free-name.ts';
import type { NewTemplate, Template } from '../../shared/settings.ts';
import { templateFaults } from '../../shared/template-faults.ts';
import type { PanelState } from '../../shared/state.ts';

/** A template as it stands in the form: every field a text. */
export interface TemplateDraft {
  readonly name: string;
  readonly model: string;
  readonly credential: string;
  /** Empty: asked each time. */
  readonly cwd: string;
  readonly sandbox: Template['sandbox'];
  readonly approvals: Template['approvals'];
  /** Empty: OpenAI. */
  readonly providerName: string;
  readonly baseUrl: string;
}

export type DraftErrors = Readonly<Partial<Record<keyof TemplateDraft, string>>>;

/** A new template like that one, under a name that is free; keeps what the form does not show. Pure. */
export const copyOfTemplate = (
  { id: _, ...template }: Template,
  templates: readonly Template[],
): NewTemplate => ({
  ...template,
  name: freeName(
    template.name,
    templates.map(({ name }) => name),
  ),
});

/** The form for a template, or for a new one. */
export const draftOf = (template: NewTemplate | undefined, credential: string): TemplateDraft => ({
  name: template?.name ?? '',
  model: template?.model ?? 'gpt-5.5',
  credential: template?.credential ?? credential,
  cwd: template?.cwd ?? '',
  sandbox: template?.sandbox ?? 'read-only',
  approvals: template?.approvals ?? 'never',
  providerName: template?.provider?.name ?? '',
  baseUrl: template?.provider?.baseUrl ?? '',
});

const isHttp = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? '');

/** What is missing or wrong, by field; main checks again when it is saved. Pure. */
export const checkDraft = (
  draft: TemplateDraft,
  before: NewTemplate | undefined,
  beside: Pick<PanelState, 'templates' | 'credentials'>,
): DraftErrors => {
  const errors: Partial<Record<keyof TemplateDraft, string>> = {
    ...templateFaults({ ...templateOf(draft, before) }, beside),
  };
  if (draft.name.trim() === '') errors.name = 'Give it a name.';
  if (draft.model.trim() === '') errors.model = 'Say which model.';
  if (draft.credential === '') errors.credential = 'Add a credential first.';
  const named = draft.providerName.trim() !== '';
  const addressed = draft.baseUrl.trim() !== '';
  if (addressed && !named) errors.providerName = 'Give the provider a name.';
  if (named && !isHttp(draft.baseUrl.trim())) {
    errors.baseUrl = 'Type its http or https address, such as http://127.0.0.1:8080/v1.';
  }
  return errors;
};

/** The template to save; what the form does not show is kept as it was. Pure. */
export const templateOf = (draft: TemplateDraft, before: NewTemplate | undefined): NewTemplate => ({
  ...(before?.id === undefined ? {} : { id: before.id }),
  name: draft.name.trim(),
  model: draft.model.trim(),
  credential: draft.credential,
  cwd: draft.cwd.trim() === '' ? null : draft.cwd.trim(),
  sandbox: draft.sandbox,
  approvals: draft.approvals,
  options: before?.options ?? {},
  provider:
    draft.providerName.trim() === ''
      ? null
      : {
          wireApi: 'responses',
          ...(before?.provider ?? {}),
          name: draft.providerName.trim(),
          baseUrl: draft.baseUrl.trim(),
        },
});
