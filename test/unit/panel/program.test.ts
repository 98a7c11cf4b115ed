import { expect, it } from 'vitest';

import { FailureError } from '../../../electron/base/errors.ts';
import type { CodexProgram } from '../../../electron/codex/client.ts';
import { ProgramSearch } from '../../../electron/panel/program.ts';
import { failure } from '../../../shared/failure.ts';
import { nothingKnown, type AppState } from '../../../shared/state.ts';
import { settle } from '../../fakes/manual-clock.ts';
import { scriptedProgram } from '../../fakes/scripted-codex.ts';

const codex = (version: string): CodexProgram => ({ ...scriptedProgram, version });

interface Asked {
  readonly signal: AbortSignal;
  readonly resolve: (program: CodexProgram) => void;
  readonly reject: (error: Error) => void;
}

const setUp = () => {
  const asked: Asked[] = [];
  const told: AppState['codex'][] = [];
  const search = new ProgramSearch({
    // As one does that hangs: it does not even end when it is aborted.
    find: (signal) =>
      new Promise((resolve, reject) => {
        asked.push({ signal, resolve, reject });
      }),
    // Nobody waits for what comes of that look.
    lookAtSandboxes: (_program, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('broken off')));
      }),
    clock: { monotonic: () => 0 },
    onFound: (found) => told.push(found),
  });
  const nth = (n: number): Asked => {
    const one = asked[n];
    if (one === undefined) throw new Error(`there was no search ${n}`);
    return one;
  };
  return { search, asked, told, nth };
};

it('looks once for all who ask meanwhile, and anew for who asks later', async () => {
  const { search, asked, nth, told } = setUp();
  search.look();
  const both = Promise.all([search.find(), search.find()]);
  expect(asked).toHaveLength(1);
  nth(0).resolve(codex('1.0.0'));
  expect((await both).map(({ version }) => version)).toEqual(['1.0.0', '1.0.0']);
  expect(told).toEqual([
    { phase: 'found', path: scriptedProgram.command, version: '1.0.0', sandboxes: nothingKnown },
  ]);
  const later = search.find();
  expect(asked).toHaveLength(2);
  nth(1).resolve(codex('1.0.1'));
  expect(await later).toMatchObject({ version: '1.0.1' });
});

it('gives up a search that hangs for a newer one, whose answer counts for everybody', async () => {
  const { search, asked, nth, told } = setUp();
  const early = search.find();
  search.look();
  expect(nth(0).signal.aborted).toBe(true);
  search.look();
  expect(asked).toHaveLength(3);
  nth(2).resolve(codex('3.0.0'));
  nth(0).resolve(codex('1.0.0'));
  nth(1).reject(new Error('late'));
  expect(await early).toMatchObject({ version: '3.0.0' });
  await settle();
  expect(told.map((one) => ('version' in one ? one.version : one.phase))).toEqual(['3.0.0']);
});

it('tells why there is none, and forgets that once asked again', async () => {
  const { search, nth, told } = setUp();
  const first = search.find();
  nth(0).reject(new FailureError(failure({ kind: 'not-found', command: 'codex' })));
  await expect(first).rejects.toMatchObject({ failure: { kind: 'not-found' } });
  const second = search.find();
  nth(1).resolve(codex('2.0.0'));
  expect(await second).toMatchObject({ version: '2.0.0' });
  expect(told.map(({ phase }) => phase)).toEqual(['unusable', 'found']);
});

it('closes while a search hangs, tells nothing more, and lets nobody begin another', async () => {
  const { search, asked, told } = setUp();
  const waiting = search.find();
  const closed = search.close();
  await expect(waiting).rejects.toThrow();
  await closed;
  await expect(search.find()).rejects.toThrow();
  await search.close();
  expect(asked.every(({ signal }) => signal.aborted)).toBe(true);
  expect(told).toEqual([]);
});
