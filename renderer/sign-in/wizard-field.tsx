import type { WizardStep } from '../../shared/credential.ts';
import { TextField } from '../ui/field.tsx';
import { OptionList } from '../ui/option-list.tsx';
import type { WizardValue } from './wizard-value.ts';

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
