import { count } from './format.ts';
import type { Notice } from './state.ts';
import { isolated } from './isolated.ts';

/** A mistake of Bulkhead's own, as far as it is said. */
export interface MishapWords {
  /** Its name and message, one short line without secrets. */
  readonly what: string;
  /** How many there were since it was quiet, this one among them. */
  readonly times: number;
  /** What whoever mends Bulkhead needs; without secrets. */
  readonly report: string;
}

const id = 'mishap';
const unmoved = 'Gateway link, helpers, tray and command line go on as they were';

/** What is said of a mistake that nobody caught, the first one after a quiet minute. */
export const describeMishap = ({ what, report }: MishapWords): Notice => ({
  id,
  tone: 'attention',
  title: 'Bulkhead made a mistake of its own',
  text: `${unmoved}; what it was doing just then may be missing. Copy the report and send it to whoever mends Bulkhead. It says: ${isolated(what)}`,
  report,
});

/** What is said once more of them come within a minute. */
export const describeMishapAgain = ({ what, times, report }: MishapWords): Notice => ({
  id,
  tone: 'fail',
  title: `Bulkhead made ${count(times, 'mistake')} of its own within a minute`,
  text: `${unmoved} as far as they can. Restart Bulkhead; that stops the helpers. It says: ${isolated(what)}`,
  report,
  act: 'restart',
});
