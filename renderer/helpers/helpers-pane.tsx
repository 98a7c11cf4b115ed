import { useState } from 'react';
import {
  describeActivity,
  describeHelperAge,
  describePhase,
  helperTone,
} from '../../shared/describe-helper.ts';
import { countHelpers } from '../../shared/describe-summary.ts';
import { count } from '../../shared/format.ts';
import type { HelperView } from '../../shared/state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { OpenCell, StateCell } from '../ui/cells.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterField, matches } from '../ui/filter-field.tsx';
import { useNow } from '../ui/now.ts';
import { Pane } from '../ui/pane.tsx';
import { useRovingList } from '../ui/roving-list.ts';
import table from '../ui/table.module.css';
import { helperIcon } from './helper-icon.ts';
import { sortedHelpers } from './sorted-helpers.ts';
import { TemplateList } from './template-list.tsx';

const Row = ({ helper, now }: { readonly helper: HelperView; readonly now: number }) => {
  const go = useView((view) => view.go);
  const line = describeActivity(helper);
  return (
    <tr>
      <OpenCell name={helper.name} onOpen={() => go({ view: 'helper', id: helper.id })} />
      <StateCell
        tone={helperTone(helper.state)}
        icon={helperIcon(helper.state)}
        word={describePhase(helper.state)}
      />
      <td className={`${table.small ?? ''} ${table.cutCell ?? ''}`} title={line}>
        {line.slice(describePhase(helper.state).length).replace(/^: /, '')}
      </td>
      <td className={`${table.small ?? ''} ${table.nowrap ?? ''} ${table.wideOnly ?? ''}`}>
        {helper.templateName}
      </td>
      <td className={table.wideOnly}>
        <Badge>{helper.isolated ? 'isolated' : 'shared'}</Badge>
      </td>
      <td className={`${table.small ?? ''} ${table.nowrap ?? ''}`}>
        {describeHelperAge(helper, now)}
      </td>
    </tr>
  );
};

const Table = ({ helpers }: { readonly helpers: readonly HelperView[] }) => {
  const now = useNow();
  const list = useRovingList();
  return (
    <table className={table.table} {...list}>
      <thead>
        <tr>
          <th scope="col">Helper</th>
          <th scope="col">State</th>
          <th scope="col" className={table.lastError}>
            Last
          </th>
          <th scope="col" className={table.wideOnly}>
            Template
          </th>
          <th scope="col" className={table.wideOnly}>
            Client
          </th>
          <th scope="col">Time</th>
        </tr>
      </thead>
      <tbody>
        {sortedHelpers(helpers).map((helper) => (
          <Row key={helper.id} helper={helper} now={now} />
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
            aria-label="Start the first helper"
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

/** Every helper there is, the ended ones of earlier runs included. */
export const HelpersPane = () => {
  const { helpers } = usePanel();
  const [filter, setFilter] = useState('');
  const found = helpers.filter((helper) =>
    matches(filter, [helper.name, helper.templateName, helper.prompt, helper.cwd]),
  );
  const counts = countHelpers(helpers).map(({ text }) => text);
  const meta = [count(helpers.length, 'helper'), ...counts].join(', ');
  return (
    <Pane
      wide
      title="Helpers"
      meta={helpers.length === 0 ? undefined : meta}
      actions={
        helpers.length > 0 && <FilterField value={filter} onValue={setFilter} what="helpers" />
      }
    >
      {helpers.length === 0 && <None />}
      {helpers.length > 0 && found.length === 0 && (
        <Empty
          title="No helper matches"
          actions={<Button onClick={() => setFilter('')}>Show all</Button>}
        >
          {`Nothing here has “${filter}” in its name, prompt or folder.`}
        </Empty>
      )}
      {found.length > 0 && <Table helpers={found} />}
    </Pane>
  );
};
