import { afterEach, expect, it } from 'vitest';

import { deferred } from '../../../electron/base/promises.ts';
import { nothingKnown } from '../../../shared/state.ts';
import { openCli, type CliUnderTest } from '../../support/cli-under-test.ts';
import { eventually } from '../../support/eventually.ts';
import { helperView } from '../../support/scripted-panel.ts';

let cli: CliUnderTest;
afterEach(() => cli.close());

/** A command line beside a helper in a sandbox of which nothing is known. */
const besideHelper = async (confirm: () => Promise<boolean>): Promise<CliUnderTest> => {
  cli = await openCli(confirm);
  const { store } = cli.panel;
  store.setApp({
    codex: { phase: 'found', path: '/codex', version: '9.0.0', sandboxes: nothingKnown },
  });
  store.setHelpers([helperView({ id: 'h1' })]);
  return cli;
};

it.each<readonly [string, readonly string[], string]>([
  ['a key', ['credentials', 'set', 'openai', '--stdin'], 'Save a key'],
  ['a setting', ['settings', 'set', 'theme', 'dark'], 'Change the setting “theme”'],
  ['a removal', ['remove', 'h1'], 'Remove the helper “h1”'],
  ['the end', ['quit'], 'Quit Bulkhead'],
])(
  'says at once what %s waits for and how long, and goes on with a yes',
  async (_what, args, what) => {
    for (const json of [[], ['--json']]) {
      const answer = deferred<boolean>();
      await besideHelper(() => answer.promise);
      const line = cli.start([...args, ...json], { stdin: 'sk-new' });
      await eventually(() =>
        expect(line.err()).toBe(`bulkhead: Waits for a yes in the window, up to 2 min: ${what}.\n`),
      );
      expect(line.out()).toBe('');
      answer.resolve(true);
      const { code, out } = await line.ended;
      expect(code).toBe(0);
      if (json.length > 0) expect(JSON.parse(out)).toMatchObject({ v: 1, ok: true });
      await cli.close();
    }
  },
);

it('says nothing of waiting where nothing is asked', async () => {
  await besideHelper(() => Promise.resolve(true));
  cli.panel.store.setApp({
    codex: {
      phase: 'found',
      path: '/codex',
      version: '9.0.0',
      sandboxes: { ...nothingKnown, 'read-only': 'closed' },
    },
  });
  expect(await cli.start(['remove', 'h1']).ended).toEqual({ code: 0, out: 'Removed.\n', err: '' });
});
