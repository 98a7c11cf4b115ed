import { useState } from 'react';
import {
  describeActivity,
  describeHelperAge,
  describePhase,
  helperTone,
} from '../../shared/describe-helper.ts';
import type { HelperView } from '../../shared/state.ts';
import { helperIcon } from '../helpers/helper-icon.ts';
import { isQuiet, sortedHelpers } from '../helpers/sorted-helpers.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { useNow } from '../ui/now.ts';
import { SideGroup, SideRow } from './side-row.tsx';
import { inShownOrder } from './steady-order.ts';

const ENDED_SHOWN = 8;

const bounded = (sorted: readonly HelperView[]): readonly HelperView[] => {
  const active = sorted.filter((helper) => !isQuiet(helper));
  return [...active, ...sorted.filter(isQuiet).slice(0, ENDED_SHOWN)];
};

/** Every helper that is alive or asks for something, and the last that ended. */
export const SideHelpers = () => {
  const { helpers } = usePanel();
  const now = useNow();
  const go = useView((view) => view.go);
  const place = useView((view) => view.place);
  // While the pointer is over the rows they keep their places, so that a click hits what it aimed at.
  const [held, setHeld] = useState<readonly HelperView[] | null>(null);
  const sorted = bounded(sortedHelpers(helpers));
  const rows = held === null ? sorted : inShownOrder(held, sorted, ({ id }) => id);
  const rest = helpers.length - sorted.length;
  return (
    <section>
      <SideGroup
        name="Helpers"
        count={helpers.length}
        selected={place.view === 'helpers'}
        onOpen={() => go({ view: 'helpers' })}
      />
      <div onPointerEnter={() => setHeld(rows)} onPointerLeave={() => setHeld(null)}>
        {rows.map((helper) => (
          <SideRow
            key={helper.id}
            tone={helperTone(helper.state)}
            icon={helperIcon(helper.state)}
            name={helper.name}
            age={describeHelperAge(helper, now)}
            line={describeActivity(helper)}
            word={describePhase(helper.state)}
            selected={place.view === 'helper' && place.id === helper.id}
            onOpen={() => go({ view: 'helper', id: helper.id })}
          />
        ))}
      </div>
      {rest > 0 && (
        <SideRow
          tone="neutral"
          icon="helper"
          name={`${rest} more ended`}
          age=""
          selected={false}
          onOpen={() => go({ view: 'helpers' })}
        />
      )}
      {helpers.length === 0 && (
        <SideRow
          tone="neutral"
          icon="helper"
          name="None yet"
          age=""
          selected={false}
          onOpen={() => go({ view: 'helpers' })}
        />
      )}
    </section>
  );
};
