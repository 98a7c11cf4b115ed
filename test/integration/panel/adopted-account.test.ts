import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, expect, it } from 'vitest';

import { systemClock, type Clock } from '../../../electron/base/clock.ts';
import { eventually } from '../../support/eventually.ts';
import { ana, ScriptedAccountServers } from '../../fakes/scripted-account-servers.ts';
import { PanelBench, type PanelUnderTest, scriptedAmbient } from './panel-under-test.ts';

const bench = new PanelBench();
/** A refusal in a home that others use is looked at once more after these 2 s; here at once. */
const clock: Clock = {
  ...systemClock,
  pause: (ms, signal) => systemClock.pause(ms === 2_000 ? 0 : ms, signal),
};
afterEach(() => bench.close());

const phase = ({ panel }: PanelUnderTest): string | undefined =>
  panel.state().credentials.find(({ kind }) => kind === 'account')?.state.phase;

it('a sign-in of the person’s codex that was refused is looked at when the app starts', async () => {
  const host = new ScriptedAccountServers();
  const base = await bench.deps({ ambient: scriptedAmbient({ clock }) });
  const home = join(base.personHome, '.codex');
  await mkdir(home);
  host.signIn(home, ana);
  const accounts = { ...base.accounts, startServer: host.start };
  const first = await bench.panel({ ...base, accounts });
  const added = await first.command('credentials.add-account', { label: 'Mine', home: 'codex' });
  const id = added.ok ? added.value.id : '';
  host.mode = 'refuses';
  expect(await first.command('credentials.check', { id })).toMatchObject({
    failure: { kind: 'unauthorized' },
  });
  expect(phase(first)).toBe('needs-sign-in');
  await first.panel.close();

  const servers = host.servers.length;
  const same = await bench.panel({ ...first.deps, accounts });
  await eventually(() => expect(host.servers.length).toBeGreaterThan(servers));
  expect(phase(same)).toBe('needs-sign-in');
  await same.panel.close();

  host.mode = 'renews';
  host.signIn(home, ana);
  const later = await bench.panel({ ...first.deps, accounts });
  await eventually(() => expect(phase(later)).toBe('not-checked'));
});
