import type { WizardStep } from './credential.ts';

/**
 * What a button of the sheet does: `browser` and `device` begin a sign-in of that flow; `key` shows
 * the field for a key; `open`, `copy` and `cancel` are the commands `credentials.sign-in-…`; `close`
 * is a cancel of what is over; the last four answer a step of the gateway's wizard.
 */
export type SignInAct =
  | 'open'
  | 'copy'
  | 'browser'
  | 'device'
  | 'key'
  | 'cancel'
  | 'close'
  | 'answer'
  | 'continue'
  | 'yes'
  | 'no';

export interface SignInButton {
  readonly label: string;
  readonly act: SignInAct;
  /** One at most; none while the next step is elsewhere. */
  readonly primary: boolean;
}

/** One of several ways. */
export const button = (label: string, act: SignInAct): SignInButton => ({
  label,
  act,
  primary: false,
});

/** What most people want next. */
export const primary = (label: string, act: SignInAct): SignInButton => ({
  label,
  act,
  primary: true,
});

/** Ends a sign-in that is under way. */
export const cancel = button('Cancel', 'cancel');

/** What can be answered to a step of the gateway's own sign-in. Pure. */
export const wizardButtons = (step: WizardStep): readonly SignInButton[] => {
  switch (step.type) {
    case 'note':
      return [primary('Continue', 'continue'), cancel];
    case 'progress':
      return [cancel];
    case 'confirm':
      return [primary('Yes', 'yes'), button('No', 'no'), cancel];
    case 'text':
      return [primary('Send', 'answer'), cancel];
    case 'select':
    case 'multiselect':
      return [primary('Choose', 'answer'), cancel];
  }
};
