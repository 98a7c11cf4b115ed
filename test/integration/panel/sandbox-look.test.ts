import { afterEach, beforeEach, expect, it } from 'vitest';

import { deferred } from '../../../electron/base/promises.ts';
import { nothingKnown, type SandboxFindings } from '../../../shared/state.ts';
import { ScriptedCodex } from '../../fakes/scripted-codex.ts';
import { eventually } from '../../support/eventually.ts';
import { PanelBench, type PanelUnderTest } from './panel-under-test.ts';

const closed: SandboxFindings = { 'read-only': 'closed', 'workspace-write': 'closed' };
const broken: SandboxFindings = { 'read-only': 'broken', 'workspace-write': 'broken' };
const templateId = 'codex-5.5';

let bench: PanelBench;

beforeEach(() => {
  bench = new PanelBench();
});
afterEach(() => bench.close());

const sandboxesOf = ({ panel }: PanelUnderTest): unknown => {
  const { codex } = panel.state().app;
  return codex.phase === 'found' ? codex.sandboxes : codex.phase;
};

const phasesOf = ({ panel }: PanelUnderTest): readonly string[] =>
  panel.state().helpers.map(({ state }) => ('failure' in state ? state.failure.kind : state.phase));

it('a look that never ends delays neither finding codex nor a helper, and there is one at a time', async () => {
  let looks = 0;
  const under = await bench.panel({
    lookAtSandboxes: (_program, signal) => {
      looks += 1;
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('broken off'));
        });
      });
    },
  });
  await eventually(() => expect(sandboxesOf(under)).toEqual(nothingKnown));
  await under.command('credentials.set', { id: 'openai', secret: 'sk-mine' });
  await under.command('helpers.spawn', { templateId, prompt: 'go' });
  await eventually(() => expect(under.codex.runs).toHaveLength(1));
  under.codex.run(0).begin().complete();
  await eventually(() => expect(phasesOf(under)).toEqual(['completed']));
  expect(looks).toBe(1);
  await under.panel.close();
});

it('what a look found is in the state, and stays there when codex is found again', async () => {
  const under = await bench.panel({ lookAtSandboxes: () => Promise.resolve(closed) });
  await eventually(() => expect(sandboxesOf(under)).toEqual(closed));
  const seen: unknown[] = [];
  under.panel.onState(() => seen.push(sandboxesOf(under)));
  await under.command('helpers.preflight', { templateId });
  expect(seen.every((one) => one === closed)).toBe(true);
});

it('a helper whose sandbox is broken fails by that name and sends nothing, until it is mended', async () => {
  let found = broken;
  const under = await bench.panel({ lookAtSandboxes: () => Promise.resolve(found) });
  await eventually(() => expect(sandboxesOf(under)).toEqual(broken));
  await under.command('credentials.set', { id: 'openai', secret: 'sk-mine' });
  // The folder may take longer than the answer, which then says so beside it.
  await eventually(async () =>
    expect(await under.command('helpers.preflight', { templateId })).toMatchObject({
      value: { findings: [{ kind: 'will-fail', failure: { kind: 'no-sandbox' } }] },
    }),
  );
  const spawned = await under.command('helpers.spawn', { templateId, prompt: 'go' });
  await eventually(() => expect(phasesOf(under)).toEqual(['no-sandbox']));
  expect(under.codex.runs).toHaveLength(0);
  found = closed;
  if (!spawned.ok) throw new Error('it should have been taken');
  await eventually(async () => {
    await under.command('helpers.retry', spawned.value);
    expect(under.codex.runs).toHaveLength(1);
  });
  expect(sandboxesOf(under)).toEqual(closed);
});

it('a sandbox that is found broken while its client starts fails the helper before its prompt', async () => {
  const look = deferred<SandboxFindings>();
  const [starting, started] = [deferred<null>(), deferred<null>()];
  const codex = new ScriptedCodex();
  const under = await bench.panel({
    lookAtSandboxes: () => look.promise,
    startClient: async (...given) => {
      starting.resolve(null);
      await started.promise;
      return codex.start(...given);
    },
  });
  await under.command('credentials.set', { id: 'openai', secret: 'sk-mine' });
  await under.command('helpers.spawn', { templateId, prompt: 'go' });
  await starting.promise;
  look.resolve(broken);
  await eventually(() => expect(sandboxesOf(under)).toEqual(broken));
  started.resolve(null);
  await eventually(() => expect(phasesOf(under)).toEqual(['no-sandbox']));
  expect(codex.runs).toHaveLength(0);
  expect(codex.alive).toEqual([]);
});
