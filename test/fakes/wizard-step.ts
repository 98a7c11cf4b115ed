import type { WizardStep } from '../../shared/credential.ts';

/** A step of the gateway's own sign-in that asks for nothing special. */
export const wizardStep = (
  type: WizardStep['type'],
  part: Partial<WizardStep> = {},
): WizardStep => ({
  id: `step-${type}`,
  type,
  title: null,
  message: 'Paste the key.',
  url: null,
  sensitive: false,
  options: [],
  ...part,
});
