import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ok } from '../../../shared/result.ts';
import { drills } from '../../fakes/panel-drill.ts';
import { openCli, type CliUnderTest } from '../../support/cli-under-test.ts';
import { eventually } from '../../support/eventually.ts';

let cli: CliUnderTest;
beforeEach(async () => {
  cli = await openCli();
});
afterEach(async () => {
  await cli.close();
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
