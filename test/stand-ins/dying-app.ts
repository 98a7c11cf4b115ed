import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import type { StartCodexClient } from '../../electron/codex/client.ts';
import { createStartClient } from '../../electron/codex/start-client.ts';
import { inScopes } from '../../electron/keeper/place.ts';
import { UserSystemd } from '../../electron/keeper/user-systemd.ts';
import { openSessionBus } from '../../electron/shell/session-bus.ts';
import { ProcessFleet } from '../support/process-fleet.ts';

// Plays the app that is killed: BULKHEAD_DYING says with how many helpers, on which program, where.
const { home, program, helpers, busAddress } = JSON.parse(process.env.BULKHEAD_DYING ?? '{}') as {
  readonly home: string;
  readonly program: { readonly command: string; readonly args: readonly string[] };
  readonly helpers: number;
  /** Where its user manager answers; left out for none. */
  readonly busAddress?: string;
};

const place = inScopes(
  new UserSystemd({
    openBus: () => openSessionBus(busAddress),
    pid: process.pid,
    id: `dying${process.pid}`,
    clock: systemClock,
    log: silentLog,
  }),
);

const startClient: StartCodexClient = (plan, credential, signal, onProcess) =>
  createStartClient({
    redact: (text) => text,
    clock: systemClock,
    log: silentLog,
    gate: async (pid) => {
      await onProcess?.(pid);
      return place(plan, pid);
    },
  })(plan, credential, signal);

const texts = new Map<string, string>();
const ids: string[] = [];

const bench = await ProcessFleet.open({
  tokens: {},
  home,
  startClient,
  program: () =>
    Promise.resolve({ ...program, version: '0.169.0', env: { BULKHEAD_FAULT: 'forks' } }),
  onOutput: ({ helperId, text }) => {
    texts.set(helperId, `${texts.get(helperId) ?? ''}${text}`);
    if (!ids.every((id) => texts.get(id)?.endsWith(' ') === true)) return;
    const pids = ids.map((id) => `${String(bench.view(id).pid)} ${texts.get(id)?.trim() ?? ''}`);
    process.stdout.write(`${pids.join(' ')}\n`);
  },
});
bench.credentials.set('any', 'sk-any');
for (let n = 0; n < helpers; n += 1) {
  ids.push(bench.spawn({ credential: 'any', prompt: 'Fork.' }));
}
