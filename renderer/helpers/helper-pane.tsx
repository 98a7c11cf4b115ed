import { describeBlast } from '../../shared/describe-effect.ts';
import { describeRaw } from '../../shared/describe-failure.ts';
import {
  describeHelperAge,
  describeHelperMeta,
  describePhase,
  helperTone,
} from '../../shared/describe-helper.ts';
import { count, dayTime, duration } from '../../shared/format.ts';
import type { Failure } from '../../shared/failure.ts';
import { isEnded, type HelperView } from '../../shared/state.ts';
import { isolated } from '../../shared/isolated.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { FoldCard } from '../ui/failure-card.tsx';
import { Fold } from '../ui/fold.tsx';
import { usePanel } from '../panel-context.tsx';
import { Pane } from '../ui/pane.tsx';
import { Pill } from '../ui/pill.tsx';
import { Timeline } from '../ui/timeline.tsx';
import { BlastTable } from './blast-table.tsx';
import { HelperActions } from './helper-actions.tsx';
import { HelperFactLine, HelperFacts } from './helper-facts.tsx';
import { HelperFailure } from './helper-failure.tsx';
import { helperIcon } from './helper-look.ts';
import { Output, wholeText, useOutput } from './output.tsx';
import styles from './helper-pane.module.css';

const failureOf = ({ state }: HelperView): Failure | null =>
  state.phase === 'failed' || state.phase === 'waiting-for-sign-in' ? state.failure : null;

const took = ({ timeline }: HelperView): string => {
  const first = timeline[0];
  const last = timeline.at(-1);
  if (first === undefined || last === undefined) return 'nothing yet';
  const steps = count(timeline.length, 'step');
  return last.at - first.at < 1_000 ? steps : `${steps} in ${duration(last.at - first.at)}`;
};

const Pilled = ({ helper }: { readonly helper: HelperView }) => {
  const word = describePhase(helper.state);
  const runs = helper.state.phase === 'running';
  const time = usePanel(({ now }) => (runs ? describeHelperAge(helper, now) : ''));
  return (
    <Pill tone={helperTone(helper.state)} icon={helperIcon(helper.state)} time={time}>
      {word}
    </Pill>
  );
};

const Meta = ({ helper }: { readonly helper: HelperView }) => {
  const meta = usePanel(({ now }) => describeHelperMeta(helper, now));
  const past = helper.fromHistory ? ' Before Bulkhead was last started.' : '';
  return `${meta}${past}`;
};

const Prompt = ({ helper }: { readonly helper: HelperView }) => {
  const at = usePanel(({ now }) => dayTime(helper.queuedAt, now, 'seconds'));
  return (
    <section className={styles.prompt} aria-label="Prompt">
      <p className={styles.by}>
        {helper.spawnedBy === null ? 'You' : `Session ${isolated(helper.spawnedBy)}`}, {at}
      </p>
      <p>{helper.prompt}</p>
    </section>
  );
};

const History = ({ helper, open }: { readonly helper: HelperView; readonly open: boolean }) => (
  <Fold title="What happened" hint={took(helper)} openAtFirst={open}>
    <Timeline entries={helper.timeline} />
  </Fold>
);

const Blast = ({ helper }: { readonly helper: HelperView }) =>
  helper.blastRadius !== null && (
    <Fold title="Blast radius" hint={describeBlast(helper.blastRadius)} openAtFirst>
      <BlastTable blast={helper.blastRadius} />
    </Fold>
  );

/** One helper: what it is, what became of it, what it said. */
export const HelperPane = ({ helper }: { readonly helper: HelperView }) => {
  const output = useOutput(helper.id, helper.outputLength);
  const failed = failureOf(helper);
  const live = !isEnded(helper.state);
  const text = () => wholeText(output);
  const size =
    helper.outputLength === 0 ? 'it said nothing' : count(helper.outputLength, 'character');
  return (
    <Pane
      title={helper.name}
      pill={<Pilled helper={helper} />}
      meta={<Meta helper={helper} />}
      actions={<HelperActions helper={helper} output={text} />}
      factLine={<HelperFactLine helper={helper} />}
      rail={<HelperFacts helper={helper} />}
    >
      {failed === null ? (
        <>
          <Prompt helper={helper} />
          <Output output={output} live={live} />
          <div className={styles.folds}>
            <FoldCard>
              <History helper={helper} open={!live} />
              <Blast helper={helper} />
            </FoldCard>
          </div>
        </>
      ) : (
        <>
          <HelperFailure helper={helper} failed={failed}>
            <History helper={helper} open />
            <Blast helper={helper} />
            <Fold
              title="Raw error"
              hint={describeRaw(failed)}
              tool={
                failed.detail !== '' && <CopyButton quiet text={failed.detail} what="raw error" />
              }
            >
              <CodeBlock label="Raw error">
                {failed.detail === '' ? 'The other side sent no text.' : failed.detail}
              </CodeBlock>
            </Fold>
            <Fold
              title="Output"
              hint={size}
              tool={helper.outputLength > 0 && <CopyButton quiet text={text()} what="output" />}
            >
              <Output output={output} live={live} />
            </Fold>
          </HelperFailure>
          <Prompt helper={helper} />
        </>
      )}
    </Pane>
  );
};
