import { ProcessFleet } from '../support/process-fleet.ts';

// Plays the app that is killed: BULKHEAD_DYING says with how many helpers, on which program, where.
const { home, program, helpers } = JSON.parse(process.env.BULKHEAD_DYING ?? '{}') as {
  readonly home: string;
  readonly program: { readonly command: string; readonly args: readonly string[] };
  readonly helpers: number;
};

const texts = new Map<string, string>();
const ids: string[] = [];

const bench = await ProcessFleet.open({
  tokens: {},
  home,
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
