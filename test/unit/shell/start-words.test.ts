import { describe, expect, it } from 'vitest';

import {
  actIn,
  isTooLong,
  linkIn,
  startsHidden,
  targetOf,
} from '../../../electron/shell/start-words.ts';

import { panel, running } from '../../fakes/panel-fixture.ts';
import { credential } from '../../fakes/panel-parts.ts';

const openai = credential({});
const state = panel({ helpers: [running], credentials: [openai] });
const started = (...args: string[]): readonly string[] => ['/opt/Bulkhead/bulkhead', ...args];

describe('a link among the arguments of a start', () => {
  it('leads to a helper that is there', () => {
    const args = started('--no-sandbox', '/src/bulkhead', `bulkhead://helper/${running.id}`);
    expect(targetOf(args, state)).toEqual({ view: 'helper', id: running.id });
  });

  it('leads to where a credential signs in', () => {
    const args = started(`bulkhead://sign-in/${openai.id}`);
    expect(targetOf(args, state)).toEqual({ view: 'credentials', open: openai.id });
  });

  it('leads nowhere when it names what is not there', () => {
    expect(linkIn(['bulkhead://helper/helper-gone'])).toEqual({
      kind: 'helper',
      id: 'helper-gone',
    });
    expect(targetOf(['bulkhead://helper/helper-gone'], state)).toBeNull();
    expect(targetOf([`bulkhead://sign-in/${running.id}`], state)).toBeNull();
    expect(targetOf([`bulkhead://helper/${openai.id}`], state)).toBeNull();
    expect(targetOf(['bulkhead://helper/constructor'], state)).toBeNull();
  });

  const id = running.id;
  it.each([
    ['no link', id],
    ['another scheme', `https://helper/${id}`],
    ['another kind', `bulkhead://stop/${id}`],
    ['no kind', `bulkhead://${id}`],
    ['no id', 'bulkhead://helper/'],
    ['one slash', `bulkhead:/helper/${id}`],
    ['capital letters', `BULKHEAD://helper/${id}`],
    ['a host with a port', `bulkhead://helper:80/${id}`],
    ['a person', `bulkhead://me@helper/${id}`],
    ['a step up', 'bulkhead://helper/..'],
    ['a step up and down', `bulkhead://helper/../helper/${id}`],
    ['a place within', `bulkhead://helper/${id}/retry`],
    ['a slash at its end', `bulkhead://helper/${id}/`],
    ['a query', `bulkhead://helper/${id}?start=1`],
    ['an empty query', `bulkhead://helper/${id}?`],
    ['a hash', `bulkhead://helper/${id}#stop`],
    ['an encoded letter', `bulkhead://helper/%68${id.slice(1)}`],
    ['an encoded slash', `bulkhead://helper%2f${id}`],
    ['an encoded NUL', `bulkhead://helper/${id}%00`],
    ['a NUL', `bulkhead://helper/${id}\0`],
    ['a line end', `bulkhead://helper/${id}\n`],
    ['a line before', `\nbulkhead://helper/${id}`],
    ['a second line', `bulkhead://helper/${id}\nbulkhead://helper/${id}`],
    ['a blank', `bulkhead://helper/${id} `],
    ['a switch', `bulkhead://helper/${id} --practice`],
    ['a switch in place of the id', 'bulkhead://helper/--practice'],
    ['a letter that looks like another', `bulkhead://helper/${id}\u0430`],
    ['a mark that turns the text', `bulkhead://helper/\u202e${id}`],
    ['65 letters', `bulkhead://helper/${'a'.repeat(65)}`],
    ['a megabyte', `bulkhead://helper/${'a'.repeat(1 << 20)}`],
  ])('is none with %s', (_what, link) => {
    expect(linkIn(started(link))).toBeNull();
    expect(targetOf(started(link), state)).toBeNull();
  });

  it('is none where there are two', () => {
    const link = `bulkhead://helper/${id}`;
    expect(linkIn(started(link, `bulkhead://sign-in/${openai.id}`))).toBeNull();
    expect(linkIn(started(link, link))).toBeNull();
    expect(linkIn(started(link, 'bulkhead:'))).toBeNull();
  });
});

describe('a start without a window', () => {
  it('is asked for by its own word alone', () => {
    expect(startsHidden(started('--hidden'))).toBe(true);
    expect(startsHidden(started())).toBe(false);
    expect(startsHidden(started('--hidden=1', 'hidden'))).toBe(false);
  });

  it('is none with a link, be it good or not', () => {
    expect(startsHidden(started('--hidden', `bulkhead://helper/${running.id}`))).toBe(false);
    expect(startsHidden(started('--hidden', 'bulkhead:..'))).toBe(false);
  });
});

it('hands no more to an app that runs than that takes without being killed', () => {
  expect(isTooLong(started('--practice', `bulkhead://helper/${running.id}`))).toBe(false);
  expect(isTooLong(started(`bulkhead://helper/${'a'.repeat(17_000)}`))).toBe(true);
  expect(isTooLong(started(`bulkhead://helper/${'\u20ac'.repeat(6_000)}`))).toBe(true);
  expect(isTooLong(Array.from({ length: 17_000 }, () => ''))).toBe(true);
});

describe("a launcher's act among the arguments of a start", () => {
  it.each([
    ['--ask', 'ask'],
    ['--drill', 'drill'],
    ['--quit', 'quit'],
    ['--show', null],
    ['ask', null],
    ['--ask=1', null],
    ['constructor', null],
  ])('%s', (arg, act) => {
    expect(actIn(started('--no-sandbox', arg))).toBe(act);
  });

  it('is none beside another, and none beside a link', () => {
    expect(actIn(started('--ask', '--quit'))).toBeNull();
    expect(actIn(started('--quit', 'bulkhead://helper/x'))).toBeNull();
    expect(actIn(started('--quit', 'BULKHEAD:--quit'))).toBeNull();
  });
});
