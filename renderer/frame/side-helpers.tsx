import { memo } from 'react';
import {
  describeActivity,
  describeHelperAge,
  describePhase,
  helperTone,
} from '../../shared/describe-helper.ts';
import type { HelperView } from '../../shared/state.ts';
import { helperIcon, isQuiet, sortedHelpers } from '../helpers/helper-look.ts';
import { helperOf } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { helperNeedsYou } from './side-needs.ts';
import { SideFolding } from './side-folding.tsx';
import { SideRow } from './side-row.tsx';
import { useHeldOrder } from './use-held-order.ts';

const ENDED_SHOWN = 8;

const bounded = (sorted: readonly HelperView[]): readonly HelperView[] => {
  const active = sorted.filter((helper) => !isQuiet(helper));
  return [...active, ...sorted.filter(isQuiet).slice(0, ENDED_SHOWN)];
};

/** A helper's row. */
export const HelperRow = memo(function HelperRow({ id }: { readonly id: string }) {
  const helper = usePanel(({ helpers }) => helperOf(helpers, id));
  const age = usePanel(({ now }) => (helper === undefined ? '' : describeHelperAge(helper, now)));
  const go = useView((view) => view.go);
  const selected = useView(({ place }) => place.view === 'helper' && place.id === id);
  if (helper === undefined) return null;
  return (
    <SideRow
      tone={helperTone(helper.state)}
      icon={helperIcon(helper.state)}
      name={helper.name}
      age={age}
      line={describeActivity(helper)}
      word={describePhase(helper.state)}
      selected={selected}
      onOpen={() => go({ view: 'helper', id })}
    />
  );
});

/** Every helper that is alive and waits for nobody, and the last that ended. */
export const SideHelpers = () => {
  const count = usePanel(({ helpers }) => helpers.length);
  const needing = usePanel(({ helpers }) => helpers.filter(helperNeedsYou).length);
  const sorted = usePanel(({ helpers }) =>
    bounded(sortedHelpers(helpers).filter((helper) => !helperNeedsYou(helper))).map(({ id }) => id),
  );
  const go = useView((view) => view.go);
  const selected = useView((view) => view.place.view === 'helpers');
  const { rows, over } = useHeldOrder(sorted);
  const own = count - needing;
  const rest = own - sorted.length;
  const openAll = () => go({ view: 'helpers' });
  return (
    <SideFolding
      name="Helpers"
      count={own > 0 || count === 0 ? own : null}
      selected={selected}
      onOpen={openAll}
    >
      <div {...over}>
        {rows.map((id) => (
          <HelperRow key={id} id={id} />
        ))}
      </div>
      {rest > 0 && (
        <SideRow
          tone="neutral"
          icon="helper"
          name={`${rest} more ended`}
          age=""
          selected={false}
          onOpen={openAll}
        />
      )}
      {count === 0 && (
        <SideRow
          tone="neutral"
          icon="helper"
          name="None yet"
          age=""
          selected={false}
          onOpen={openAll}
        />
      )}
    </SideFolding>
  );
};
