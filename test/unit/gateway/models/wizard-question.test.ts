import { beforeEach, describe, expect, it } from 'vitest';

import { deferred, type Deferred } from '../../../../electron/base/promises.ts';
import { readWizardNews } from '../../../../electron/gateway/models/wizard-news.ts';
import {
  wizardAnswer,
  WizardQuestion,
  type WizardReply,
  type WizardValue,
} from '../../../../electron/gateway/models/wizard-question.ts';

let question: WizardQuestion;
let secrets: string[];
let session: Deferred<null>;
let stop: AbortController;

beforeEach(() => {
  secrets = [];
  question = new WizardQuestion((secret) => secrets.push(secret));
  session = deferred<null>();
  stop = new AbortController();
});

const ask = (step: Readonly<Record<string, unknown>>): Promise<WizardReply | null> => {
  const news = readWizardNews({ done: false, step: { id: 's1', ...step } });
  if (news?.kind !== 'step') throw new Error('not a step');
  return question.ask(news, session.promise, stop.signal);
};

const outcome = (stepId: string, value: WizardValue): string => {
  const reply = question.answer(stepId, value);
  return reply.ok ? 'ok' : reply.failure.kind;
};

describe('a question of a sign-in at the gateway', () => {
  it('takes the answer to itself, once, and no other', async () => {
    expect(outcome('s1', 'early')).toBe('unknown-id');
    const asked = ask({ type: 'select', options: [{ value: 7 }] });
    expect(outcome('s0', '0')).toBe('unknown-id');
    expect(outcome('s1', '1')).toBe('unknown-id');
    expect(outcome('s1', '0')).toBe('ok');
    expect(await asked).toEqual({ stepId: 's1', value: 7 });
    expect(outcome('s1', '0')).toBe('unknown-id');
  });

  it('knows the answer as a secret only where one was asked for', async () => {
    const plain = ask({ type: 'text' });
    expect(outcome('s1', 'ana')).toBe('ok');
    await plain;
    const secret = ask({ type: 'text', sensitive: true });
    expect(outcome('s1', 'a-code')).toBe('ok');
    await secret;
    expect(secrets).toEqual(['a-code']);
  });

  it('is over with the session that would take the answer', async () => {
    const asked = ask({ type: 'note' });
    session.resolve(null);
    expect(await asked).toBeNull();
    expect(outcome('s1', true)).toBe('unknown-id');
  });

  it('is over when the sign-in is broken off, before it or meanwhile', async () => {
    const asked = ask({ type: 'note' });
    stop.abort();
    expect(await asked).toBeNull();
    expect(await ask({ type: 'note' })).toBeNull();
    expect(outcome('s1', true)).toBe('unknown-id');
  });
});

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
