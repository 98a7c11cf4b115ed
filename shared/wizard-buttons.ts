import type { WizardStep } from './credential.ts';
import type { SignInButton } from './describe-sign-in.ts';

const primary = (label: string, act: SignInButton['act']): SignInButton => ({
  label,
  act,
  primary: true,
});
const cancel: SignInButton = { label: 'Cancel', act: 'cancel', primary: false };

/** What can be answered to a step of the gateway's own sign-in. Pure. */
export const wizardButtons = (step: WizardStep): readonly SignInButton[] => {
  switch (step.type) {
    case 'note':
      return [primary('Continue', 'continue'), cancel];
    case 'progress':
      return [cancel];
    case 'confirm':
      return [primary('Yes', 'yes'), { label: 'No', act: 'no', primary: false }, cancel];
    case 'text':
      return [primary('Send', 'answer'), cancel];
    case 'select':
    case 'multiselect':
      return [primary('Choose', 'answer'), cancel];
  }
};
