import { join } from 'node:path';

import { systemClock } from '../../electron/base/clock.ts';
import { FolderLooks } from '../../electron/base/folder-look.ts';
import { silentLog } from '../../electron/base/log.ts';
import { createStartClient } from '../../electron/codex/start-client.ts';
import { practiceProgram } from '../../electron/practice/program/command.ts';
import { bareParseMs, bareRoundTripMs } from './bare-costs.ts';
import { measureLoad } from './measure-load.ts';
import type { Load } from './measure-load.ts';
import { residentBytes, usedHeapBytes } from './memory.ts';
import { openBenchPanel } from './open-bench-panel.ts';
import { say } from './say.ts';
import { spawnUntil } from './spawn-until.ts';
import { startApart } from './start-apart.ts';
import { statusMs } from './status-ms.ts';
import { streamShape } from './stream-shape.ts';

const [folder = ''] = process.argv.slice(2);

const ms = (time: number): string => `${time.toFixed(3)} ms`;
const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

/** Everything but the first few processes shares one client: what grows is the panel's work. */
const steps = [
  { helpers: 1, isolated: true },
  { helpers: 5, isolated: true },
  { helpers: 20, isolated: false },
  { helpers: 100, isolated: false },
] as const;

process.stdout.write('   ratio  of what: as measured; against what\n');
const provider = await startApart(join(folder, 'provider', 'provider.mjs'));
const panel = await openBenchPanel({
  folder,
  provider: { name: 'Bench', baseUrl: provider.baseUrl, wireApi: 'responses' },
  startClient: createStartClient({
    redact: (text) => text,
    clock: systemClock,
    log: silentLog,
  }),
  findProgram: () => {
    const script = join(folder, 'helper', 'helper.mjs');
    return Promise.resolve(practiceProgram({ kind: 'node', execPath: process.execPath, script }));
  },
  looks: new FolderLooks(),
  starting: 8,
});
try {
  const parse = bareParseMs();
  const trip = await bareRoundTripMs(join(folder, 'bare.sock'));
  const heapBefore = usedHeapBytes();
  const snapshotBefore = JSON.stringify(panel.state()).length;
  let one: Load | null = null;
  for (const { helpers, isolated } of steps) {
    await spawnUntil(panel, helpers, isolated);
    const load = await measureLoad(panel, streamShape.paceMs);
    const status = await statusMs(panel, join(folder, `status-${helpers}.sock`));
    one ??= load;
    const many = `${helpers} helper${helpers === 1 ? '' : 's'}`;
    say(
      `panel per piece, ${many}`,
      load.perPieceMs / one.perPieceMs,
      `${ms(load.perPieceMs)}; 1 is as with one helper, ${(load.perPieceMs / parse).toFixed(0)} times a bare parse`,
    );
    say(
      `page per snapshot, ${many}`,
      load.perSnapshotMs / one.perSnapshotMs / helpers,
      `${ms(load.perSnapshotMs)}; per helper, 1 or less is linear`,
    );
    say(
      `lateness of one stream, ${many}`,
      load.lateMs / streamShape.paceMs,
      `${ms(load.lateMs)} at the 95th percentile; shares of the pause between two pieces`,
    );
    say(`status, ${many}`, status / trip, `${ms(status)}; times a round trip of one byte`);
  }
  const count = panel.state().helpers.length;
  const isolated = panel.state().helpers.filter((helper) => helper.isolated);
  const resident = await Promise.all(isolated.map(({ pid }) => residentBytes(pid ?? 0)));
  const own = await residentBytes(process.pid);
  const each = resident.reduce((sum, bytes) => sum + bytes, 0) / resident.length;
  const heap = (usedHeapBytes() - heapBefore) / count;
  const snapshot = (JSON.stringify(panel.state()).length - snapshotBefore) / count;
  say(
    'memory of a helper in the panel',
    heap / snapshot,
    `${kB(heap)}; times its part of the snapshot, ${kB(snapshot)}`,
  );
  say(
    'memory of a helper process',
    each / own,
    `${kB(each)}; times the panel's own (a bare Node is most of it)`,
  );
} finally {
  await panel.close();
  await provider.close();
}
