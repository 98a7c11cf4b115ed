import { memo, useState } from 'react';
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
import { SideGroup, SideRow } from './side-row.tsx';

const ENDED_SHOWN = 8;

const bounded = (sorted: readonly HelperView[]): readonly HelperView[] => {
  const active = sorted.filter((helper) => !isQuiet(helper));
  return [...active, ...sorted.filter(isQuiet).slice(0, ENDED_SHOWN)];
};

/** The keys `next` in the order that `shown` had; what is new comes last. Pure. */
export const inShownOrder = (
  shown: readonly string[],
  next: readonly string[],
): readonly string[] => {
  const place = new Map(shown.map((key, at) => [key, at]));
  const last = shown.length;
  return next.toSorted((a, b) => (place.get(a) ?? last) - (place.get(b) ?? last));
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
  // While the pointer is over the rows they keep their places, so that a click hits what it aimed at.
  const [held, setHeld] = useState<readonly string[] | null>(null);
  const rows = held === null ? sorted : inShownOrder(held, sorted);
  const rest = count - needing - sorted.length;
  const openAll = () => go({ view: 'helpers' });
  return (
    <section>
      <SideGroup name="Helpers" count={count} selected={selected} onOpen={openAll} />
      <div onPointerEnter={() => setHeld(rows)} onPointerLeave={() => setHeld(null)}>
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
    </section>
  );
};
