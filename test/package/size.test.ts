import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { provideElectron } from '../../build/electron/provide-electron.mjs';
import { packageApp } from '../../build/package/package-app.mjs';
import { runCommand } from '../../build/run-command.mjs';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'size-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The size of a deb with nothing in it but the runtime as it is fetched. */
const runtimeBytes = async (electron: string, compression: string): Promise<number> => {
  const root = join(folder, 'root');
  await mkdir(join(root, 'DEBIAN'), { recursive: true });
  await writeFile(
    join(root, 'DEBIAN/control'),
    'Package: runtime\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b.invalid>\nDescription: a\n',
  );
  await cp(electron, join(root, 'opt/runtime'), { recursive: true });
  const file = join(folder, 'runtime.deb');
  const { code, output } = await runCommand('dpkg-deb', [`-Z${compression}`, '-b', root, file], {
    timeoutMs: 400_000,
  });
  if (code !== 0) throw new Error(`dpkg-deb ended with ${String(code)}: ${output}`);
  return (await stat(file)).size;
};

it('packs a deb at most a tenth larger than its runtime alone', { timeout: 900_000 }, async () => {
  const electron = await provideElectron();
  const [deb] = await packageApp(electron, ['deb'], { output: join(folder, 'made') });
  const runtime = await runtimeBytes(electron.folder, electron.kind === 'official' ? 'xz' : 'zstd');
  const ratio = (await stat(deb ?? 'no deb was made')).size / runtime;
  console.log(`The deb is ${ratio.toFixed(3)} times its compressed runtime.`);
  expect(ratio).toBeLessThan(1.1);
  expect(ratio).toBeGreaterThan(0.9);
});
