import type { WizardStep } from '../../shared/credential.ts';

/** What is answered to a step that asks for something: one text, one choice, or several. */
export type WizardValue = string | readonly string[];

/** The answer before anything was typed or chosen; null for a step that asks for nothing. */
export const firstWizardValue = (step: WizardStep): WizardValue | null => {
  switch (step.type) {
    case 'text':
      return '';
    case 'select':
      return step.options[0]?.value ?? '';
    case 'multiselect':
      return [];
    case 'note':
    case 'progress':
    case 'confirm':
      return null;
  }
};
