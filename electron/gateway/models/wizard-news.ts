import * as v from 'valibot';

import type { WizardStep } from '../../../shared/credential.ts';
import { cutText } from '../../../shared/format.ts';
import {
  finiteOrNull,
  firstOf,
  hintMs,
  shortText,
  shortTextOrNull,
  wholeText,
} from '../../base/bounded.ts';
import { isWebPage } from '../../base/values.ts';

/** A code to be typed on the provider's page. */
export interface WizardCode {
  readonly code: string;
  readonly url: string;
  readonly lastsMs: number;
}

/** What `wizard.next` answers: a step, or how the sign-in ended. */
export type WizardNews =
  | { readonly kind: 'code'; readonly code: WizardCode }
  /** A page to be finished elsewhere; nothing is asked here. */
  | { readonly kind: 'page'; readonly url: string }
  /** `values` are what the gateway takes for the options, in their order. */
  | { readonly kind: 'step'; readonly step: WizardStep; readonly values: readonly unknown[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly words: string };

/** More is no step that a person could read, and no choice that they could make. */
const most = {
  title: 512,
  message: 4_096,
  label: 256,
  url: 4_096,
  code: 128,
  options: 500,
} as const;

const StepSchema = v.object({
  id: wholeText(256),
  type: v.picklist(['note', 'progress', 'text', 'confirm', 'select', 'multiselect', 'action']),
  title: shortTextOrNull(most.title),
  message: v.optional(shortText(most.message), ''),
  sensitive: v.optional(v.boolean(), false),
  options: v.optional(
    firstOf(
      v.object({ value: v.unknown(), label: v.optional(shortText(most.label), '') }),
      most.options,
    ),
    [],
  ),
  // Half an address would lead elsewhere.
  externalUrl: v.fallback(v.optional(v.nullable(wholeText(most.url)), null), null),
  deviceCode: v.optional(
    v.nullable(
      v.object({
        code: wholeText(most.code),
        expiresInMinutes: finiteOrNull,
      }),
    ),
    null,
  ),
});

const NextSchema = v.object({
  done: v.boolean(),
  status: v.optional(shortText(64), 'running'),
  step: v.optional(v.nullable(StepSchema), null),
  error: shortTextOrNull(most.message),
});

/** A code whose end is not told ends with the sign-in's own patience at the latest. */
const codeMs = 15 * 60_000;

/** Only pages of the web are opened for a gateway. */
const webPage = (url: string | null): string | null =>
  url !== null && isWebPage(url) ? url : null;

/** A value that stands for itself; one that has members says nothing to a person. */
const plainText = (value: unknown): string =>
  typeof value === 'object' && value !== null ? '…' : cutText(String(value), most.label);

const stepOf = (told: v.InferOutput<typeof StepSchema>, error: string | null): WizardStep => ({
  id: told.id,
  type: told.type === 'action' ? 'note' : told.type,
  title: told.title,
  message: error === null ? told.message : `${error}\n${told.message}`.trim(),
  url: webPage(told.externalUrl),
  sensitive: told.sensitive,
  // A value may be anything; it stays here, and the options are told apart by their place.
  options: told.options.map(({ value, label }, index) => ({
    value: String(index),
    label: label === '' ? plainText(value) : label,
  })),
});

/** Reads an answer of `wizard.next` or `models.authLogin` (openclaw 2026.9.6); null when it is none. */
export const readWizardNews = (value: unknown): WizardNews | null => {
  const parsed = v.safeParse(NextSchema, value);
  if (!parsed.success) return null;
  const { done, status, step, error } = parsed.output;
  if (done) {
    if (status === 'done') return { kind: 'done' };
    return status === 'cancelled' ? { kind: 'cancelled' } : { kind: 'failed', words: error ?? '' };
  }
  if (step === null) return null;
  const url = webPage(step.externalUrl);
  if (step.type === 'progress' && url !== null) {
    const { deviceCode } = step;
    if (deviceCode === null) return { kind: 'page', url };
    const { code, expiresInMinutes } = deviceCode;
    const lastsMs = expiresInMinutes === null ? codeMs : hintMs(expiresInMinutes * 60_000);
    return { kind: 'code', code: { code, url, lastsMs } };
  }
  const values = step.options.map(({ value }) => value);
  return { kind: 'step', step: stepOf(step, error), values };
};
