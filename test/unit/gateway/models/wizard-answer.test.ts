import { describe, expect, it } from 'vitest';
import {
  wizardAnswer,
  type WizardValue,
} from '../../../../electron/gateway/models/wizard-answer.ts';
import { readWizardNews } from '../../../../electron/gateway/models/wizard-news.ts';

const answerTo = (type: string, given: WizardValue) => {
  const options = [{ value: 'own' }, { value: 7 }, { value: null, label: 'None' }];
  const news = readWizardNews({ done: false, step: { id: 's1', type, options } });
  if (news?.kind !== 'step') throw new Error('not a step');
  return wizardAnswer(news, given);
};

describe('an answer in a sign-in of the gateway', () => {
  it.each([
    ['select', '0', 'own'],
    ['select', '1', 7],
    ['select', '2', null],
    ['multiselect', [], []],
    ['multiselect', ['2', '0'], [null, 'own']],
  ] as const)('to a %s is the value of what was chosen: %j', (type, given, value) => {
    expect(answerTo(type, given)).toEqual({ value });
  });

  it.each([
    ['select', ''],
    ['select', 'own'],
    ['select', '3'],
    ['select', true],
    ['multiselect', '0'],
    ['multiselect', ['0', '3']],
  ] as const)('to a %s that offers no such option is none: %j', (type, given) => {
    expect(answerTo(type, given)).toBeNull();
  });

  it('is what was given where nothing is chosen', () => {
    expect(answerTo('text', 'a code')).toEqual({ value: 'a code' });
    expect(answerTo('confirm', false)).toEqual({ value: false });
    expect(answerTo('note', true)).toEqual({ value: true });
  });
});
