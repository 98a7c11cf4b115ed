import type { WizardStep } from '../../shared/credential.ts';
import { TextField } from '../ui/field.tsx';
import { OptionList } from '../ui/option-list.tsx';

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

interface Props {
  readonly step: WizardStep;
  readonly value: WizardValue;
  readonly onValue: (value: WizardValue) => void;
  readonly takesFocus: boolean;
}

const asList = (value: WizardValue): readonly string[] =>
  typeof value === 'string' ? [value] : value;

/** The field of a step of the gateway's own sign-in. */
export const WizardField = ({ step, value, onValue, takesFocus }: Props) => {
  if (step.type === 'text') {
    return (
      <TextField
        label="Answer"
        type={step.sensitive ? 'password' : 'text'}
        {...(step.sensitive && { icon: 'key' as const })}
        value={typeof value === 'string' ? value : ''}
        autoFocus={takesFocus}
        onValue={onValue}
      />
    );
  }
  return (
    <OptionList
      label={step.type === 'multiselect' ? 'Choose any' : 'Choose one'}
      options={step.options}
      several={step.type === 'multiselect'}
      chosen={asList(value)}
      onChosen={(chosen) => onValue(step.type === 'multiselect' ? chosen : (chosen[0] ?? ''))}
    />
  );
};
