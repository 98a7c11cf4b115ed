import { startProvider } from '../../test/stand-ins/loopback-provider.ts';

/** Apart from the panel, so that its work is not counted as the panel's. */
const [key = '', deltas = '', paceMs = ''] = process.argv.slice(2);
const provider = await startProvider({
  tokens: {
    [key]: {
      kind: 'good',
      text: 'eight ch'.repeat(Number(deltas)),
      deltas: Number(deltas),
      paceMs: Number(paceMs),
    },
  },
});
process.stdout.write(`${provider.baseUrl}\n`);
process.stdin.on('end', () => void provider.close()).resume();
