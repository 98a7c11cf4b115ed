import type { CommandResult } from '../../shared/contract.ts';
import { describeNoticeTried, isAsWished } from '../../shared/describe-notice-test.ts';
import {
  deletesHelpers,
  changedSettings,
  settingAt,
  type ResetScope,
} from '../../shared/setting-groups.ts';
import {
  describeChanged,
  describeReset,
  keptByReset,
  resetDeletes,
} from '../../shared/describe-setting.ts';
import { failure } from '../../shared/failure.ts';
import { ask, type CommandRun, print, printFailure } from './command-run.ts';
import { exitDone, exitFailed } from './exit-code.ts';
import { plainText } from './printed-text.ts';
import { UsageError } from './usage-error.ts';

/** Prints the settings, or one of them. */
export const getSetting = async (run: CommandRun, key: string | null): Promise<number> => {
  const { state } = await run.client.look();
  const value = key === null ? state.settings : settingAt(state.settings, key);
  if (value === undefined) {
    return printFailure(run, failure({ kind: 'unknown-id', what: `setting “${key ?? ''}”` }));
  }
  const text = typeof value === 'string' ? plainText(value) : JSON.stringify(value, null, 2);
  await print(run, { key, value }, text);
  return exitDone;
};

/** Shows what a reset changes, and does it once that was said yes to. */
export const resetSettings = async (
  run: CommandRun,
  scope: ResetScope,
  yes: boolean,
): Promise<number> => {
  if (!yes && run.json) throw new UsageError('With --json nothing is asked: say --yes as well.');
  const { state } = await run.client.look();
  const changed = changedSettings(state.settings, scope);
  if (changed.length > 0 && !run.json) {
    const lines = [
      ...changed.map(describeChanged),
      ...(deletesHelpers(changed) ? [resetDeletes] : []),
      ...(scope === 'all' ? [keptByReset] : []),
    ];
    await run.io.out(`${lines.map(plainText).join('\n')}\n`);
  }
  if (changed.length > 0 && !yes && !(await run.io.confirm(`Reset ${changed.length} of them?`))) {
    run.io.err('bulkhead: Nothing was reset.\n');
    return exitFailed;
  }
  const reply = await ask(run, 'settings.reset', { scope });
  if (!reply.ok) return printFailure(run, reply.failure);
  const { before } = reply.value as CommandResult<'settings.reset'>;
  await print(run, { ok: true, before }, describeReset(Object.keys(before).length));
  return exitDone;
};

/** Has a test notice shown, and prints what came of it. */
export const testNotice = async (run: CommandRun): Promise<number> => {
  const reply = await ask(run, 'notices.test', {});
  if (!reply.ok) return printFailure(run, reply.failure);
  const tried = reply.value as CommandResult<'notices.test'>;
  const { text } = describeNoticeTried(tried, run.now());
  const isDone = isAsWished(tried);
  await print(run, { ok: isDone, notice: tried, message: text }, plainText(text));
  return isDone ? exitDone : exitFailed;
};
