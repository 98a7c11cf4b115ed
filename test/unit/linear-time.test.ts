import { describe, expect, it } from 'vitest';

import { LineSplitter } from '../../electron/base/line-splitter.ts';
import { createRedactor } from '../../electron/base/redact.ts';
import { codexFailure } from '../../electron/codex/codex-failure.ts';
import { runItem } from '../../electron/codex/run-item.ts';
import { plainText } from '../../electron/control/printed-text.ts';
import { expandVariables } from '../../electron/gateway/address/openclaw-config.ts';
import { gatewayUrl } from '../../electron/gateway/address/gateway-url.ts';
import { requestFailure } from '../../electron/gateway/link/gateway-failure.ts';
import { rememberedRefusals } from '../../electron/gateway/models/model-runs.ts';
import { readRunEvent } from '../../electron/gateway/models/run-event.ts';
import { readWizardNews } from '../../electron/gateway/models/wizard-news.ts';
import { readSessionRow } from '../../electron/gateway/sessions/session-row.ts';
import { hostOf, lowered, oneLine, withoutEnd } from '../../shared/format.ts';
import { readKey } from '../../shared/read-key.ts';
import { expectLinear } from '../support/linear-time.ts';

const bits: readonly string[] = [
  ...[
    '\\',
    'a-',
    'eyJ',
    'eyJ-',
    'eyJ.',
    '"token',
    'bearer ',
    '://',
    'sk-',
    '=',
    '\\"',
    'a_a-token',
  ],
  ...[
    '-----BEGIN ',
    '-----BEGIN PRIVATE KEY',
    'a.',
    '1:',
    ' ',
    '\n',
    'MMMM.',
    'cookie: ',
    '_auth ',
  ],
  ...[
    '?a=',
    'x',
    '9',
    '"',
    "'",
    'token=',
    'a_',
    '\u001B[',
    'plainsecre',
    'p',
    'token: ',
    'login a ',
  ],
  ...['password ', '%3A%2F%2Fa', 'x -u ', 'Private-Lines: 1 ', '1//0', 'aaaaaaaaaa ', 'Q~~~~~~~~~'],
  ...[
    'hooks.slack.com/a/',
    '"auth":"a',
    'secret_access_',
    'pat-',
    '9a ',
    '/',
    '(',
    '<',
    ':',
    '${A',
  ],
  ...[' request failed (authentication failed, HTTP ', 'HTTP 401', 'a/b ', 'unexpected status 401'],
];

const redactor = createRedactor();
redactor.know('plainsecretvalue');

/** Everything of ours that looks through a text which somebody else wrote. */
const doors: readonly (readonly [door: string, act: (text: string) => unknown])[] = [
  ['the redaction', (text) => redactor.text(text)],
  ['the redaction of known secrets', (text) => redactor.known(text)],
  ['the redaction of pieces', (text) => redactor.stream().push(text)],
  ['the redaction of data', (text) => redactor.data({ [text.slice(0, 64)]: text })],
  [
    'an error of codex',
    (text) =>
      codexFailure(
        { message: text, additionalDetails: text, codexErrorInfo: 'other' },
        {
          provider: 'p',
          target: 'https://p',
          credentialId: 'c',
          generation: 1,
          answered: false,
          opensAt: null,
          now: 0,
        },
      ),
  ],
  [
    'a command of codex',
    (text) => runItem({ type: 'commandExecution', id: '1', command: text }, true),
  ],
  ['the lines of a process', (text) => new LineSplitter().push(Buffer.from(text))],
  ['an error of the gateway', (text) => requestFailure(gatewayError(text))],
  ['a row of a session', (text) => readSessionRow({ key: 'k', label: text, lastRunError: text })],
  ['a key of a session', (text) => readSessionRow({ key: text })],
  [
    'the error of a run that a session remembers',
    (text) => {
      const ended = { at: 1, provider: 'p', status: 'failed', error: text };
      return rememberedRefusals([{ key: 'k', ended, view: null }], 1);
    },
  ],
  [
    'an event of a run',
    (text) =>
      readRunEvent('chat', {
        runId: 'r',
        state: 'error',
        errorMessage: text,
        errorDetail: { provider: 'p', failoverReason: 'auth' },
      }),
  ],
  [
    'a step of a sign-in',
    (text) =>
      readWizardNews({
        done: false,
        error: text,
        step: { id: 's', type: 'text', title: text, message: text, externalUrl: text },
      }),
  ],
  ['the address of a gateway', (text) => gatewayUrl(text)],
  ['a key', (text) => readKey(text)],
  ['a text of openclaw.json', (text) => expandVariables(text, () => null)],
  ['what the command line prints', (text) => plainText(text)],
  ['a text on one line', (text) => oneLine(text, 80)],
  ['a host', (text) => hostOf(text)],
  ['a sentence in another one', (text) => lowered(text)],
  ['an end that is cut off', (text) => withoutEnd(text, './-= ')],
];

const gatewayError = (text: string) => ({
  code: text,
  message: text,
  details: { code: text },
  retryable: false,
  retryAfterMs: null,
});

describe.each(doors)('%s takes time in line with its length', (_door, act) => {
  it.each(bits)('of %j', (bit) => expectLinear(bit, act));
});

it('tells what grows faster from what does not', () => {
  let sum = 0;
  const squared = (text: string): void => {
    for (let from = 0; from < text.length; from += 64) {
      for (let at = from; at < text.length; at += 1) sum += text.charCodeAt(at) & 1;
    }
  };
  expect(() => expectLinear('1', squared)).toThrow(/^"1" of \d+ characters/);
  expect(sum).toBeGreaterThan(0);
});
