import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { issueText } from '../../../electron/base/issue-text.ts';
import { commandInputs, isCommandName } from '../../../shared/contract.ts';
import { SettingsSchema } from '../../../shared/settings.ts';

const said = (schema: v.GenericSchema, input: unknown): string => {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) throw new Error('It is accepted.');
  return issueText(parsed.issues);
};

const spawn = { templateId: 'codex-5.5', prompt: 'go' };
const template = { name: 'A', model: 'm', credential: 'openai' };

describe('what is wrong with a command', () => {
  it.each([
    [
      'helpers.spawn',
      { ...spawn, prompt: 'x'.repeat(205_699) },
      'the prompt may have at most 200,000 characters, and has 205,699',
    ],
    ['helpers.spawn', { ...spawn, prompt: ' ' }, 'the prompt is empty'],
    ['helpers.spawn', { templateId: 'a' }, 'the prompt is missing'],
    ['helpers.spawn', { ...spawn, prompt: 5 }, 'the prompt has to be a text'],
    [
      'helpers.spawn',
      { ...spawn, isolated: 'yes' },
      'isolated has to be yes or no (true or false)',
    ],
    ['helpers.spawn', { ...spawn, colour: 'red' }, 'colour is not known here'],
    ['helpers.spawn', 'go', 'this has to be an object'],
    ['helpers.continue', { id: 'h', how: 'fast' }, 'how has to be last-step, start-over or leave'],
    [
      'gateway.configure',
      { url: 'ftp://localhost:18789' },
      'the address has to begin with ws:// or wss://, such as wss://nas.local:18789',
    ],
    [
      'gateway.configure',
      { url: 'ws://me@a.local/' },
      'the address may not have a user name or query in it',
    ],
    ['credentials.set', { id: 'openai', secret: ' ' }, 'the key is empty'],
    [
      'templates.save',
      { template: { ...template, provider: { name: 'x', baseUrl: 'ftp://x' } } },
      'the address of the provider has to begin with http:// or https://, such as http://127.0.0.1:8080/v1',
    ],
    ['templates.save', { template: { ...template, name: '' } }, 'the name is empty'],
    [
      'templates.save',
      { template: { ...template, id: 'My template' } },
      'the id may have lower-case letters, digits, dots, dashes and underscores only',
    ],
    ['helpers.output', { id: 'h', from: -1 }, 'from has to be at least 0, and is -1'],
    ['helpers.output', { id: 'h', from: 1.5 }, 'from has to be a whole number, and is 1.5'],
  ] as const)('%s %#', (name, input, sentence) => {
    expect(said(commandInputs[name], input)).toBe(sentence);
  });

  it.each([
    [{ limits: { alive: 500 } }, 'limits.alive may be at most 200, and is 500'],
    [{ limits: { alive: 'many' } }, 'limits.alive has to be a number'],
    [
      { appetite: { memoryMb: 12 } },
      'appetite.memoryMb has to be at least 256, or 0 for half of the machine',
    ],
    [{ theme: 'pink' }, 'theme has to be system, light or dark'],
    [
      { notices: { quietHours: { from: '9', to: '10:00' } } },
      'notices.quietHours.from has to be a time such as 22:00',
    ],
    [{ unreadable: { add: ['a'] } }, 'unreadable.add.0 has to be a whole path, or one from ~/'],
    [
      { watchdog: { progressMs: 1e9 } },
      'watchdog.progressMs may be at most 86,400,000, and is 1,000,000,000',
    ],
  ])('a setting %#', (input, sentence) => {
    expect(said(SettingsSchema, input)).toBe(sentence);
  });
});

const odd: readonly unknown[] = [
  undefined,
  null,
  true,
  5,
  -1,
  1.5,
  NaN,
  '',
  ' ',
  'x',
  'x'.repeat(2_000_000),
  [],
  [1],
  {},
  { id: 5 },
  { id: '' },
  { id: 'a', extra: 1 },
  { template: {} },
  { template: 5 },
  { id: 'x', stepId: 'y', value: {} },
  { id: 'x', stepId: 'y', value: [1] },
];

/** The input with each odd value in the place of each of its members. */
const spoilt = (schema: v.GenericSchema): readonly unknown[] => {
  const entries = 'entries' in schema ? Object.keys(schema.entries as object) : [];
  return entries.flatMap((key) =>
    odd.map((value) => ({ ...Object.fromEntries(entries.map((one) => [one, 'a'])), [key]: value })),
  );
};

describe('every command, given what does not fit', () => {
  it.each(Object.keys(commandInputs).filter(isCommandName))('%s', (name) => {
    const schema: v.GenericSchema = commandInputs[name];
    for (const input of [...odd, ...spoilt(schema)]) {
      const parsed = v.safeParse(schema, input);
      if (parsed.success) continue;
      const sentence = issueText(parsed.issues);
      expect(sentence).not.toMatch(/Invalid|Expected|received|undefined|[<>]=|\[object|NaN/);
      expect(sentence.length).toBeLessThan(240);
    }
  });
});
