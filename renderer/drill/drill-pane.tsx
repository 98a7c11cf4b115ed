import { memo } from 'react';
import {
  describeCheck,
  describeDrill,
  describeResult,
  drillMeaning,
  drillReport,
} from '../../shared/describe-drill.ts';
import {
  countChecks,
  drillChecks,
  drillLimits,
  type DrillCheck,
  type DrillPromise,
  type DrillSeen,
  type DrillView,
} from '../../shared/drill.ts';
import { count } from '../../shared/format.ts';
import type { Tone } from '../../shared/state.ts';
import { shortIds } from '../helpers/blast-table.tsx';
import { usePanel } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { StateCell } from '../ui/cells.tsx';
import type { IconName } from '../ui/icon.tsx';
import { Pane } from '../ui/pane.tsx';
import { Pill } from '../ui/pill.tsx';
import { Toned, TonedIcon } from '../ui/toned.tsx';
import table from '../ui/table.module.css';
import { useAct } from '../use-act.ts';
import styles from './drill-pane.module.css';

const pillIcons = {
  neutral: 'idle',
  ok: 'ok',
  work: 'work',
  attention: 'attention',
  fail: 'fail',
} satisfies Readonly<Record<Tone, IconName>>;

const checkIcons = {
  'to-do': 'queue',
  running: 'work',
  held: 'ok',
  broke: 'fail',
  'not-run': 'cancel',
} satisfies Readonly<Record<DrillCheck['state']['phase'], IconName>>;

const Row = memo(function Row({ check, n }: { readonly check: DrillCheck; readonly n: number }) {
  const { title, how } = describeCheck(check.name);
  const { tone, word, proved, numbers, took } = describeResult(check.state);
  return (
    <tr data-now={check.state.phase === 'running' || undefined}>
      <td className={`${table.small ?? ''} ${table.wideOnly ?? ''}`}>{n}</td>
      <th scope="row" className={styles.check}>
        {title}
        <span className={styles.below}>{how}</span>
      </th>
      <td className={styles.proved}>
        {proved}
        {numbers !== '' && <span className={styles.below}>{numbers}</span>}
      </td>
      <StateCell tone={tone} icon={checkIcons[check.state.phase]} word={word} />
      <td className={styles.took}>{took}</td>
    </tr>
  );
});

interface Held {
  readonly name: string;
  readonly value: string;
  readonly same: boolean;
  readonly word: string;
}

const seenOf = (checks: readonly DrillCheck[]): readonly DrillSeen[] =>
  checks.flatMap(({ state }) => ('seen' in state ? [state.seen] : []));

const ms = (value: number): string => `${Math.round(value)} ms`;

/** The numbers over all checks so far: what did not move. */
const heldOf = (checks: readonly DrillCheck[]): readonly Held[] => {
  const seen = seenOf(checks);
  const first = seen[0];
  const last = seen.at(-1);
  if (first === undefined || last === undefined) return [];
  const isSame = seen.every(
    ({ before, after }) =>
      before.beside.connId === null || before.beside.connId === after.beside.connId,
  );
  const isAlive = seen.every(
    ({ before, after }) =>
      !before.beside.helpersAlive.some((id) => after.beside.helpersDied?.includes(id) === true),
  );
  const isBroken = (promise: DrillPromise): boolean =>
    checks.some(({ state }) => state.phase === 'broke' && state.broken.includes(promise));
  const reconnects = last.after.reconnects - first.before.reconnects;
  const { connId } = last.after.beside;
  const stood = Math.max(...seen.map(({ stoodMs }) => stoodMs));
  const late = Math.max(...seen.map(({ lateMs }) => lateMs ?? 0));
  const left = seen.reduce((sum, one) => sum + one.processesLeft + one.filesLeft, 0);
  const alive = last.after.beside.helpersAlive.length;
  return [
    {
      name: 'Connection',
      value: connId === null ? 'none' : shortIds(connId),
      same: isSame && reconnects === 0,
      word: count(reconnects, 'reconnect'),
    },
    {
      name: 'Your helpers',
      value: `${alive} alive`,
      same: isAlive,
      word: isAlive ? 'Same' : 'Moved',
    },
    {
      name: 'Bulkhead stood',
      value: ms(stood),
      same: !isBroken('main'),
      word: `of ${drillLimits.stoodMs} ms`,
    },
    {
      name: 'Helper beside',
      value: `${ms(late)} late`,
      same: !isBroken('bystander'),
      word: `of ${drillLimits.lateMs} ms`,
    },
    {
      name: 'Left behind',
      value: String(left),
      same: left === 0,
      word: left === 0 ? 'None' : 'Left',
    },
  ];
};

const HeldStrip = ({ checks }: { readonly checks: readonly DrillCheck[] }) => {
  const held = heldOf(checks);
  if (held.length === 0) return null;
  return (
    <dl className={styles.held} aria-label="What did not move">
      {held.map(({ name, value, same, word }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b title={value}>{value}</b>
            <span className={styles.same}>
              <TonedIcon tone={same ? 'ok' : 'fail'} name={same ? 'ok' : 'fail'} />
              <Toned tone={same ? 'ok' : 'fail'}>{word}</Toned>
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
};

const Progress = ({ checks }: { readonly checks: readonly DrillCheck[] }) => {
  const { held, broke } = countChecks(checks);
  const done = held + broke;
  const total = checks.length;
  return (
    <div
      className={styles.progress}
      role="progressbar"
      aria-label="Checks done"
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      aria-valuetext={`${done} of ${total}`}
    >
      <span style={{ width: `${total === 0 ? 0 : (100 * done) / total}%` }} />
    </div>
  );
};

const toDo: readonly DrillCheck[] = drillChecks.map((name) => ({
  name,
  state: { phase: 'to-do' },
}));

const Actions = ({ drill }: { readonly drill: DrillView }) => {
  const act = useAct();
  const report = usePanel(({ now }) => (drill.phase === 'ended' ? drillReport(drill, now) : null));
  return (
    <>
      {report !== null && (
        <Button
          icon="copy"
          onClick={() => void act('app.copy', { text: report }, 'Copied the report.')}
        >
          Copy report
        </Button>
      )}
      {drill.phase === 'running' ? (
        <Button
          danger
          icon="stop"
          busy={drill.isStopping ? 'Stopping' : null}
          onClick={() => {
            if (!drill.isStopping) void act('drill.cancel', {});
          }}
        >
          Stop drill
        </Button>
      ) : (
        <Button kind="primary" icon="drill" onClick={() => void act('drill.run', { only: [] })}>
          Run drill
        </Button>
      )}
    </>
  );
};

/** Proves, on helpers that are thrown away, that nothing else moves. */
export const DrillPane = () => {
  const drill = usePanel((state) => state.drill);
  const { tone, short, sentence } = usePanel(({ now }) => describeDrill(drill, now));
  const checks = drill.phase === 'never' ? toDo : drill.checks;
  return (
    <Pane
      wide
      scrolled="Checks"
      title="Drill"
      pill={
        <Pill tone={tone} icon={pillIcons[tone]}>
          {short}
        </Pill>
      }
      meta={drillMeaning}
      actions={<Actions drill={drill} />}
    >
      {drill.phase === 'running' && <Progress checks={checks} />}
      <p className={styles.sentence} role="status">
        {sentence}
      </p>
      <HeldStrip checks={checks} />
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col" className={table.wideOnly}>
              #
            </th>
            <th scope="col">Check, and how it was broken</th>
            <th scope="col">What it proved, and what did not move</th>
            <th scope="col">Result</th>
            <th scope="col" className={styles.tookHead}>
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check, at) => (
            <Row key={check.name} check={check} n={at + 1} />
          ))}
        </tbody>
      </table>
    </Pane>
  );
};
