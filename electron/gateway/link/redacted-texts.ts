import type { WizardStep } from '../../../shared/credential.ts';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/**
 * The same data with every text in it redacted: what a gateway says may repeat what it was sent.
 * Plain data only; names of members and what is no text stay as they are.
 */
export const redactedTexts = <T>(data: T, redact: Redact): T => {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return redact(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one)]));
  };
  // Texts are exchanged for texts and nothing else, so that the shape is the same.
  return walk(data) as T;
};

/** A step of a sign-in with its words redacted; its address and what can be answered stay. */
export const redactedStep = (step: WizardStep, redact: Redact): WizardStep => ({
  ...step,
  title: step.title === null ? null : redact(step.title),
  message: redact(step.message),
  options: step.options.map((option) => ({ ...option, label: redact(option.label) })),
});
