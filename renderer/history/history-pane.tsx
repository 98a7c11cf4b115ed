import { useDeferredValue, useState } from 'react';

import {
  describeCauseKind,
  describeHistoryAside,
  historySince,
  type HistorySince,
} from '../../shared/describe-history.ts';
import { describeRefused } from '../../shared/describe-refused.ts';
import { count } from '../../shared/format.ts';
import type { ArchivedPhase, HistoryFacets } from '../../shared/history.ts';
import { isolated } from '../../shared/isolated.ts';
import { usePanel } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterField } from '../ui/filter-field.tsx';
import { Pane } from '../ui/pane.tsx';
import { Question } from '../ui/question.tsx';
import { useAct } from '../use-act.ts';
import { HistoryList } from './history-list.tsx';
import styles from './history-list.module.css';
import { useHistory } from './use-history.ts';

const any = '';

interface Chosen {
  readonly template: string;
  readonly state: ArchivedPhase | typeof any;
  readonly cause: string;
  readonly since: HistorySince;
  /** Since when that is, epoch ms: what is "the last 7 days" stays the same while it is looked at. */
  readonly from: number | null;
}

const everything: Chosen = { template: any, state: any, cause: any, since: 'any', from: null };

const ends = ['completed', 'failed', 'cancelled'] as const;
const word = { completed: 'Completed', failed: 'Failed', cancelled: 'Cancelled' } as const;
const anyOf = { value: any, label: 'Any' } as const;
const dayMs = 86_400_000;

const beginOf = (since: HistorySince, now: number): number | null => {
  const days = historySince.find(({ value }) => value === since)?.days ?? null;
  return days === null ? null : now - days * dayMs;
};

const Filters = ({
  facets,
  chosen,
  onChosen,
}: {
  readonly facets: HistoryFacets;
  readonly chosen: Chosen;
  readonly onChosen: (chosen: Chosen) => void;
}) => {
  const now = usePanel((panel) => panel.now);
  return (
    <div className={styles.filters}>
      <Choice
        label="Template"
        value={chosen.template}
        options={[
          anyOf,
          ...facets.templates.map(({ id, name, count: n }) => ({
            value: id,
            label: `${isolated(name)} (${n})`,
          })),
        ]}
        onValue={(template) => onChosen({ ...chosen, template })}
      />
      <Choice
        label="State"
        value={chosen.state}
        options={[
          anyOf,
          ...ends.map((phase) => ({
            value: phase,
            label: `${word[phase]} (${facets.states[phase]})`,
          })),
        ]}
        onValue={(state) => onChosen({ ...chosen, state })}
      />
      <Choice
        label="Cause"
        value={chosen.cause}
        options={[
          anyOf,
          ...facets.causes.map(({ kind, count: n }) => ({
            value: kind,
            label: `${describeCauseKind(kind)} (${n})`,
          })),
        ]}
        onValue={(cause) => onChosen({ ...chosen, cause })}
      />
      <Choice
        label="Ended"
        value={chosen.since}
        options={historySince}
        onValue={(since) => onChosen({ ...chosen, since, from: beginOf(since, now) })}
      />
    </div>
  );
};

/** The helpers that have left the list: searched, looked at, deleted. */
export const HistoryPane = () => {
  const act = useAct();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(everything);
  const [asks, setAsks] = useState(false);
  const listed = usePanel(({ helpers }) => helpers.map(({ id }) => id).join(' '));
  const filter = {
    text: useDeferredValue(text).trim(),
    template: chosen.template === any ? null : chosen.template,
    state: chosen.state === any ? null : chosen.state,
    cause: chosen.cause === any ? null : chosen.cause,
    from: chosen.from,
    to: null,
  };
  const history = useHistory(filter, listed);
  const { page, failure } = history;
  const total = page?.total ?? 0;
  const isFiltered = filter.text !== '' || chosen !== everything;
  const showAll = (): void => {
    setText('');
    setChosen(everything);
  };
  const clear = async (): Promise<void> => {
    setAsks(false);
    await act('history.clear', filter);
    history.again();
  };
  const aside = describeHistoryAside(page?.aside ?? []);
  return (
    <Pane
      wide
      title="History"
      meta={total > 0 ? count(total, 'helper') : undefined}
      actions={
        <>
          <FilterField value={text} onValue={setText} what="the history" />
          {total > 0 && <Button onClick={() => setAsks(true)}>Delete all of these…</Button>}
        </>
      }
    >
      {failure !== null && (
        <Empty
          title="The history cannot be read"
          actions={<Button onClick={history.again}>Try again</Button>}
        >
          {describeRefused(failure, 'app')}
        </Empty>
      )}
      {aside !== null && <p>{aside}</p>}
      {page !== null && (total > 0 || isFiltered) && (
        <Filters facets={page.facets} chosen={chosen} onChosen={setChosen} />
      )}
      {page !== null && total === 0 && (
        <Empty
          title={isFiltered ? 'Nothing found' : 'The history is empty'}
          actions={isFiltered ? <Button onClick={showAll}>Show all</Button> : undefined}
        >
          {isFiltered
            ? 'No helper of the history is like that.'
            : 'Helpers that leave the list come here, with their prompt and why they ended.'}
        </Empty>
      )}
      {total > 0 && <HistoryList history={history} total={total} />}
      {asks && (
        <Question
          title={`Delete ${count(total, 'helper')} from the history?`}
          label="Delete helpers"
          onYes={() => void clear()}
          onClose={() => setAsks(false)}
        >
          <p>Their prompts are kept here only. This cannot be undone.</p>
        </Question>
      )}
    </Pane>
  );
};
