import { memo, useState } from 'react';
import {
  describeActivity,
  describeHelperAge,
  describePhase,
  helperTone,
} from '../../shared/describe-helper.ts';
import { countedAs, countHelpers, type HelperCount } from '../../shared/describe-summary.ts';
import { count } from '../../shared/format.ts';
import type { HelperView } from '../../shared/state.ts';
import { isolated } from '../../shared/isolated.ts';
import { helperOf } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { OpenCell, OpenRow, StateCell } from '../ui/cells.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterField, matches } from '../ui/filter-field.tsx';
import { Pane } from '../ui/pane.tsx';
import { useRovingList } from '../ui/roving-list.ts';
import { SortHead } from '../ui/sort-head.tsx';
import { inOrder } from '../ui/sort-order.ts';
import table from '../ui/table.module.css';
import { helperColumns, helperIcon, sortedHelpers } from './helper-look.ts';
import { PracticeStory } from './practice-story.tsx';
import { TemplateList } from './template-list.tsx';

const Row = memo(function Row({ id }: { readonly id: string }) {
  const helper = usePanel(({ helpers }) => helperOf(helpers, id));
  const age = usePanel(({ now }) => (helper === undefined ? '' : describeHelperAge(helper, now)));
  const go = useView((view) => view.go);
  if (helper === undefined) return null;
  const line = describeActivity(helper);
  const open = () => go({ view: 'helper', id });
  return (
    <OpenRow onOpen={open}>
      <OpenCell name={helper.name} onOpen={open} />
      <StateCell
        tone={helperTone(helper.state)}
        icon={helperIcon(helper.state)}
        word={describePhase(helper.state)}
      />
      <td className={`${table.small ?? ''} ${table.cutCell ?? ''}`} title={line}>
        <bdi>{line.slice(describePhase(helper.state).length).replace(/^: /, '')}</bdi>
      </td>
      <td className={`${table.small ?? ''} ${table.nowrap ?? ''} ${table.wideOnly ?? ''}`}>
        <bdi>{helper.templateName}</bdi>
      </td>
      <td className={table.wideOnly}>
        <Badge>{helper.isolated ? 'isolated' : 'shared'}</Badge>
      </td>
      <td className={`${table.small ?? ''} ${table.nowrap ?? ''}`}>{age}</td>
    </OpenRow>
  );
});

const Table = ({ ids }: { readonly ids: readonly string[] }) => {
  const list = useRovingList();
  const sort = useView(({ look }) => look.sorts.helpers ?? null);
  const sortBy = useView((view) => view.sortBy);
  const sorting = { sort, onSort: (column: string) => sortBy('helpers', column) };
  return (
    <table className={table.table} {...list}>
      <thead>
        <tr>
          <SortHead by="Helper" {...sorting} />
          <SortHead by="State" {...sorting} />
          <SortHead by="Last" {...sorting} className={table.lastError} />
          <SortHead by="Template" {...sorting} className={table.wideOnly} />
          <SortHead by="Client" {...sorting} className={table.wideOnly} />
          <SortHead by="Time" {...sorting} />
        </tr>
      </thead>
      <tbody>
        {ids.map((id) => (
          <Row key={id} id={id} />
        ))}
      </tbody>
    </table>
  );
};

const None = () => {
  const show = useView((view) => view.show);
  return (
    <>
      <Empty
        title="No helpers yet"
        actions={
          <Button
            kind="primary"
            keys="Ctrl N"
            onClick={() => show({ kind: 'spawn', templateId: null })}
          >
            New helper
          </Button>
        }
      >
        A helper works beside your session in a compartment of its own: own process, own home
        folder, own sign-in. If it fails, nothing else moves.
      </Empty>
      <TemplateList />
    </>
  );
};

const onlyWords = {
  failed: 'Only those that failed.',
  'sign-in': 'Only those that need a sign-in.',
  asks: 'Only those that ask you.',
  working: 'Only those that work.',
  turn: 'Only those that wait for their turn.',
  queued: 'Only those that are queued.',
} satisfies Readonly<Record<HelperCount['of'], string>>;

const metaOf = (helpers: readonly HelperView[]): string =>
  [count(helpers.length, 'helper'), ...countHelpers(helpers).map(({ text }) => text)].join(', ');

/** Every helper there is, the ended ones of earlier runs included. */
export const HelpersPane = ({ only }: { readonly only?: HelperCount['of'] | undefined }) => {
  const go = useView((view) => view.go);
  const [filter, setFilter] = useState('');
  const sort = useView(({ look }) => look.sorts.helpers ?? null);
  const practises = usePanel(({ app }) => app.practice);
  const isEmpty = usePanel(({ helpers }) => helpers.length === 0);
  const meta = usePanel(({ helpers }) => metaOf(helpers));
  const found = usePanel(({ helpers }) =>
    inOrder(sortedHelpers(helpers), sort, helperColumns)
      .filter((helper) => only === undefined || countedAs(helper) === only)
      .filter(({ name, templateName, prompt, cwd }) =>
        matches(filter, [name, templateName, prompt, cwd]),
      )
      .map(({ id }) => id),
  );
  return (
    <Pane
      wide
      title="Helpers"
      meta={isEmpty ? undefined : meta}
      actions={!isEmpty && <FilterField value={filter} onValue={setFilter} what="helpers" />}
    >
      {practises && <PracticeStory />}
      {isEmpty && !practises && <None />}
      {only !== undefined && found.length > 0 && (
        <p className={table.only}>
          <span>{onlyWords[only]}</span>
          <Button small onClick={() => go({ view: 'helpers' })}>
            Show all
          </Button>
        </p>
      )}
      {!isEmpty && found.length === 0 && (
        <Empty
          title="No helper matches"
          actions={
            <Button
              onClick={() => {
                setFilter('');
                go({ view: 'helpers' });
              }}
            >
              Show all
            </Button>
          }
        >
          {filter === ''
            ? 'None is in that state any more.'
            : `Nothing here has “${isolated(filter)}” in its name, prompt or folder.`}
        </Empty>
      )}
      {found.length > 0 && <Table ids={found} />}
    </Pane>
  );
};
