import { afterEach, expect, it } from 'vitest';

import { ManualClock } from '../../fakes/manual-clock.ts';
import { ScriptedAccountServers } from '../../fakes/scripted-account-servers.ts';
import { eventually } from '../../support/eventually.ts';
import { PanelBench, type PanelUnderTest, scriptedAmbient } from './panel-under-test.ts';
import { addSignedIn, credentialOf, signInTo } from './signed-in-account.ts';

const bench = new PanelBench();
afterEach(() => bench.close());

const states = ({ panel }: PanelUnderTest) => panel.state().helpers.map(({ state }) => state);
const waitingOnes = (under: PanelUnderTest) =>
  states(under).flatMap((state) => (state.phase === 'waiting-for-sign-in' ? [state] : []));

/** Three helpers that were refused; after a new sign-in one is out, and two wait for it. */
const setUp = async () => {
  const host = new ScriptedAccountServers();
  const clock = new ManualClock();
  const { startClient: _, ...base } = await bench.deps({ ambient: scriptedAmbient({ clock }) });
  const accounts = { ...base.accounts, startServer: host.start };
  const under = await bench.panel({ ...base, accounts });
  const id = await addSignedIn(under, host);
  for (const prompt of ['one', 'two', 'three']) {
    await under.command('helpers.spawn', { templateId: 'mine', prompt });
  }
  await eventually(() => expect(under.codex.runs).toHaveLength(3));
  for (const run of under.codex.runs) run.begin().refuse(clock.now());
  await eventually(() => expect(waitingOnes(under)).toHaveLength(3));
  await signInTo(under, host, id);
  await eventually(() => expect(under.codex.runs).toHaveLength(4));
  expect(waitingOnes(under)).toMatchObject([{ goesOn: true }, { goesOn: true }]);
  return { under, host, id };
};

/** Those that waited for the first one know that it is over, and their row counts them again. */
const nobodyGoesOn = async (under: PanelUnderTest, id: string, waiting: number): Promise<void> => {
  await eventually(() =>
    expect(credentialOf(under, id)?.state).toMatchObject({ phase: 'needs-sign-in', waiting }),
  );
  expect(waitingOnes(under).filter(({ goesOn }) => goesOn === true)).toEqual([]);
};

it('a renewal that is refused while one goes first leaves nobody believing that he goes on', async () => {
  const { under, host, id } = await setUp();
  host.mode = 'refuses';
  const [, , , first] = under.codex.runs;
  const held = first?.client.logins.at(-1)?.secret ?? '';
  expect(await first?.client.credential.renew(held)).toEqual({ kind: 'none' });
  await nobodyGoesOn(under, id, 2);
});

it('signing out while one goes first does so as well', async () => {
  const { under, id } = await setUp();
  expect(await under.command('credentials.sign-out', { id })).toMatchObject({ ok: true });
  await nobodyGoesOn(under, id, 2);
});
