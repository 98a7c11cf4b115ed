import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { failure } from '../../../shared/failure.ts';
import { failed, ok } from '../../../shared/result.ts';
import { drills } from '../../fakes/panel-drill.ts';
import { openCli, type CliUnderTest } from '../../support/cli-under-test.ts';
import { eventually } from '../../support/eventually.ts';

let cli: CliUnderTest;
let folder: string;
beforeEach(async () => {
  cli = await openCli();
  folder = await mkdtemp(join(tmpdir(), 'cli-drill-'));
});
afterEach(async () => {
  await cli.close();
  await rm(folder, { recursive: true, force: true });
});

const running = (isNew: boolean): void => {
  cli.panel.store.setDrill(drills.running);
  cli.panel.answer((name) => ok(name === 'drill.run' ? { id: drills.running.id, isNew } : null));
};

describe('bulkhead drill', () => {
  it('tells of each check as it ends, and is done when all held', async () => {
    running(true);
    const work = cli.start(['drill']);
    await eventually(() => expect(work.out()).toContain('Held    Refused sign-in'));
    cli.panel.store.setDrill(drills.held);
    const { code, out, err } = await work.ended;
    expect(code).toBe(0);
    expect(out.match(/^Held /gm)).toHaveLength(drills.held.checks.length);
    expect(out).toContain(`${drills.held.checks.length} of ${drills.held.checks.length} held`);
    expect(err).toBe('');
    expect(cli.panel.asked[0]).toMatchObject({ name: 'drill.run', input: { only: [] } });
  });

  it.each(['broke', 'stopped', 'late', 'failed'] as const)('has failed when it %s', async (how) => {
    running(true);
    const work = cli.start(['drill', '--json']);
    cli.panel.store.setDrill(drills[how]);
    const { code, out } = await work.ended;
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ v: 1, ok: false, drill: { id: 'drill-1' } });
  });

  it('names the checks it is asked for', async () => {
    running(true);
    cli.panel.store.setDrill(drills.held);
    await cli.start(['drill', '--only', 'killed', '--only', 'disk']).ended;
    expect(cli.panel.asked[0]).toMatchObject({ input: { only: ['killed', 'disk'] } });
  });

  it('follows the one that runs already, and says so', async () => {
    running(false);
    const work = cli.start(['drill']);
    cli.panel.store.setDrill(drills.held);
    expect(await work.ended).toMatchObject({
      code: 0,
      err: 'bulkhead: A drill runs already; this is that one.\n',
    });
  });

  it('ends it on Ctrl+C', async () => {
    running(true);
    const work = cli.start(['drill']);
    await eventually(() => expect(work.out()).not.toBe(''));
    work.interrupt();
    await eventually(() =>
      expect(cli.panel.asked.map(({ name }) => name)).toContain('drill.cancel'),
    );
    cli.panel.store.setDrill(drills.stopped);
    expect(await work.ended).toMatchObject({ code: 1 });
  });

  it('does not wait for a drill that is no longer there', async () => {
    running(true);
    const work = cli.start(['drill']);
    cli.panel.store.setDrill({ phase: 'never' });
    expect(await work.ended).toMatchObject({ code: 1 });
  });
});

describe('bulkhead bundle', () => {
  const text = 'Bulkhead bundle\n';
  const made = (): void => cli.panel.answer(() => ok({ text }));

  it('shows it whole, asks, and writes it for its owner alone', async () => {
    made();
    const file = join(folder, 'b.txt');
    const { code, out, err } = await cli.start(['bundle', file], { stdin: 'y' }).ended;
    expect({ code, out }).toEqual({ code: 0, out: `${text}Written to ${file}\n` });
    expect(err).toContain(`Write this to ${file}?`);
    expect(await readFile(file, 'utf8')).toBe(text);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('writes nothing without a yes', async () => {
    made();
    const file = join(folder, 'b.txt');
    expect(await cli.start(['bundle', file]).ended).toMatchObject({ code: 1 });
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('asks nothing with --yes, which --json needs', async () => {
    made();
    const file = join(folder, 'b.txt');
    expect(await cli.start(['bundle', file, '--json']).ended).toMatchObject({ code: 2 });
    const { code, out } = await cli.start(['bundle', file, '--json', '--yes']).ended;
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ v: 1, ok: true, path: file, text });
  });

  it('leaves a file alone that is there already', async () => {
    made();
    const file = join(folder, 'mine.txt');
    await writeFile(file, 'mine');
    expect(await cli.start(['bundle', file, '--yes']).ended).toMatchObject({ code: 2 });
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it('writes nothing where main makes none', async () => {
    cli.panel.answer(() => failed(failure({ kind: 'would-leak', what: 'the bundle' })));
    const file = join(folder, 'b.txt');
    const { code, err } = await cli.start(['bundle', file, '--yes']).ended;
    expect(code).toBe(1);
    expect(err).toContain('Not made: the bundle would have held something that it must not');
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });
});
