import { genericNotice } from '../../shared/describe-notice.ts';
import { testNotice, type NoticeTried } from '../../shared/describe-notice-test.ts';
import type { Clock } from '../base/clock.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import type { DesktopNotices } from './desktop-notices.ts';
import type { NoticeAct } from './due-notices.ts';
import { noticeManner, quietUntil } from './notices.ts';
import type { PersonWatch } from './person-watch.ts';

interface TryNoticeOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly panel: Pick<PanelPort, 'state'>;
  readonly person: Pick<PersonWatch, 'isLocked'>;
  readonly notices: Pick<DesktopNotices, 'tryNow'>;
  readonly act: (act: NoticeAct) => void;
}

/**
 * Shows a test notice as any other would be shown now, and tells what came of it. Only that the
 * person looks at the window holds it back less: whoever asks for it does.
 */
export const tryNotice = async (options: TryNoticeOptions): Promise<NoticeTried> => {
  const { clock, panel, person, notices, act } = options;
  const now = clock.now();
  const settings = panel.state().settings.notices;
  const manner = noticeManner({ isFocused: false, isLocked: person.isLocked() }, settings, now);
  if (manner === 'later') {
    const until = quietUntil(settings.quietHours, now);
    return until === null
      ? { outcome: 'held', why: 'locked' }
      : { outcome: 'held', why: 'quiet-hours', until };
  }
  const isGeneric = manner === 'generic';
  const sent = await notices.tryNow(
    {
      words: isGeneric ? genericNotice : testNotice,
      click: { label: 'Show', act: { kind: 'show', target: { view: 'settings' } } },
      more: null,
    },
    act,
  );
  return sent.outcome === 'shown' ? { ...sent, isGeneric } : sent;
};
