import { describe, expect, test } from 'vitest';

import {
  readSessionPage,
  SessionRoster,
} from '../../../../electron/gateway/sessions/session-roster.ts';
import {
  readSessionRow,
  type SessionRow,
} from '../../../../electron/gateway/sessions/session-row.ts';

const rowOf = (value: object): SessionRow => {
  const row = readSessionRow(value);
  if (row === null) throw new Error('not a row');
  return row;
};
const row = (key: string, more: object = {}): SessionRow => rowOf({ key, kind: 'direct', ...more });

describe('a row', () => {
  test('is read as the gateway sends it while a turn runs', () => {
    expect(
      row('agent:main:main', {
        status: 'running',
        hasActiveRun: true,
        startedAt: 5,
        modelProvider: 'mockai',
        model: 'mock-1',
        totalTokens: 10,
        contextTokens: 128_000,
        somethingNew: { nested: true },
      }).view,
    ).toEqual({
      key: 'agent:main:main',
      label: 'main',
      provider: 'mockai',
      model: 'mock-1',
      status: 'running',
      hasActiveRun: true,
      runStartedAt: 5,
      updatedAt: null,
      totalTokens: 10,
      contextTokens: 128_000,
      lastError: null,
      parentKey: null,
      kind: 'direct',
    });
  });

  test.each([
    ['done', false, 'done'],
    ['failed', false, 'failed'],
    ['killed', false, 'failed'],
    ['timeout', false, 'failed'],
    ['running', false, 'idle'],
    ['running', undefined, 'running'],
    ['queued', undefined, 'running'],
    ['done', true, 'running'],
    [undefined, undefined, 'idle'],
    ['something new', undefined, 'idle'],
  ])('status %s with hasActiveRun %s is %s', (status, hasActiveRun, expected) => {
    expect(row('k', { status, hasActiveRun }).view?.status).toBe(expected);
  });

  test('takes the first name it has', () => {
    expect(
      row('agent:main:x', { label: '', displayName: 'shown', derivedTitle: 't' }).view?.label,
    ).toBe('shown');
    expect(row('agent:main:main', { derivedTitle: 'Hello', isMain: true }).view?.label).toBe(
      'main',
    );
    expect(row('agent:main:c1', { derivedTitle: 'Hello' }).view?.label).toBe('Hello');
    expect(row('agent:other:telegram:ana').view?.label).toBe('telegram:ana');
    expect(row('global').view?.label).toBe('global');
  });

  test.each([[null], ['text'], [{}], [{ key: 5 }], [{ key: 'k', totalTokens: 'many' }]])(
    '%j is none',
    (value) => expect(readSessionRow(value)).toBeNull(),
  );
});

test('a page counts the rows it could not read and says where the next one begins', () => {
  const page = readSessionPage({ sessions: [{ key: 'a' }, 7], hasMore: true, nextOffset: 2 });
  expect(page).toMatchObject({ skipped: 1, nextOffset: 2 });
  expect(page?.rows.map(({ key }) => key)).toEqual(['a']);
  expect(readSessionPage({ rows: [] })).toBeNull();
});

describe('the roster', () => {
  test('keeps the object of a row that did not change', () => {
    const roster = new SessionRoster();
    roster.replace([row('a'), row('b')]);
    const [a] = roster.all();
    const change = roster.apply([row('a'), row('b', { status: 'done' })]);
    expect(change).toMatchObject({ revision: 2, reset: false, removed: [] });
    expect(change?.rows.map(({ key }) => key)).toEqual(['b']);
    expect(roster.all()[0]).toBe(a);
    expect(roster.apply([row('a')])).toBeNull();
  });

  test('an event during a reading is newer than the reading', () => {
    const roster = new SessionRoster();
    roster.replace([row('a'), row('b')]);
    roster.beginReading();
    roster.apply([row('a', { status: 'done' }), row('new'), row('b', { archived: true })]);
    const change = roster.replace([row('a'), row('b')]);
    expect(change.rows.map(({ key, status }) => `${key} ${status}`)).toEqual([
      'a done',
      'new idle',
    ]);
  });

  test('tells what a whole reading no longer has', () => {
    const roster = new SessionRoster();
    roster.replace([row('a'), row('b')]);
    expect(roster.replace([row('b')])).toMatchObject({ reset: true, removed: ['a'] });
  });
});
