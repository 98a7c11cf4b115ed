import { describe, expect, test } from 'vitest';

import { startCue, turnCue } from '../../stand-ins/cues.ts';
import { practiceProgram } from '../../../electron/practice/program/command.ts';
import { behaviourFor } from '../../stand-ins/provider-behaviour.ts';
import { readBody } from '../../stand-ins/request-body.ts';
import { DeltaGate } from '../../stand-ins/delta-gate.ts';
import { cutText } from '../../../electron/practice/provider/answer.ts';

test('a text is cut into pieces that make it whole again', () => {
  expect(cutText('abcdefg', 3)).toEqual(['abc', 'def', 'g']);
  expect(cutText('', 3)).toEqual([]);
  for (let count = 1; count < 12; count += 1) {
    const pieces = cutText('hello world', count);
    expect(pieces.join('')).toBe('hello world');
    expect(pieces.length).toBeLessThanOrEqual(count);
  }
});

test('a token that ends between two turns is good first, and refused from then on', () => {
  const ending = {
    kind: 'in-order',
    steps: [{ kind: 'good' }, { kind: 'token-expired' }],
  } as const;
  expect([0, 1, 2].map((nth) => behaviourFor(ending, nth).kind)).toEqual([
    'good',
    'token-expired',
    'token-expired',
  ]);
});

test('a body is read for its prompts, its tools and what a tool printed', () => {
  const input = [
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
    { type: 'function_call_output', call_id: '1', output: 'printed' },
  ];
  const tools = [{ type: 'function', name: 'exec_command' }, { type: 'web_search' }];
  expect(readBody({ model: 'm', stream: true, input, tools })).toEqual({
    model: 'm',
    stream: true,
    userTexts: ['hi'],
    tools: ['exec_command'],
    toolOutput: 'printed',
  });
  expect(readBody({ messages: [{ role: 'user', content: 'plain' }] })?.userTexts).toEqual([
    'plain',
  ]);
  expect(readBody('no object')).toBeNull();
});

describe('a gate', () => {
  test('lets through what was released, in any order of asking', async () => {
    const gate = new DeltaGate();
    const signal = new AbortController().signal;
    gate.release();
    expect(await gate.pass(signal)).toBe(true);
    const two = Promise.all([gate.pass(signal), gate.pass(signal)]);
    gate.release();
    gate.release();
    expect(await two).toEqual([true, true]);
  });

  test('stops waiting when the stream is over', async () => {
    const gate = new DeltaGate();
    const over = new AbortController();
    const waiting = gate.pass(over.signal);
    over.abort();
    expect(await waiting).toBe(false);
  });
});

test('cues are read from a prompt and from the environment, and nothing else is one', () => {
  expect(turnCue('x [[practice:exit=3]]')).toEqual({ kind: 'exit', code: 3 });
  expect(turnCue('[[practice:kill]]')).toEqual({ kind: 'kill' });
  expect(turnCue('[[practice:__proto__]]')).toBeNull();
  expect(turnCue('plain')).toBeNull();
  expect(startCue({ BULKHEAD_PRACTICE_CUE: 'old' })).toBe('old');
  expect(startCue({ BULKHEAD_PRACTICE_CUE: 'else' })).toBeNull();
});

test('the packaged app is its own helper program, without a display', () => {
  const packaged = practiceProgram({
    kind: 'electron',
    execPath: '/opt/bulkhead/bulkhead',
    appFolder: null,
    noSandbox: false,
  });
  expect(packaged.command).toBe('/opt/bulkhead/bulkhead');
  expect(packaged.args).toEqual([
    '--bulkhead-practice-helper',
    '--ozone-platform=headless',
    '--disable-gpu',
  ]);
  const unpackaged = practiceProgram({
    kind: 'electron',
    execPath: '/x/electron',
    appFolder: '/app',
    noSandbox: true,
  });
  expect(unpackaged.args[0]).toBe('/app');
  expect(unpackaged.args).toContain('--no-sandbox');
});
