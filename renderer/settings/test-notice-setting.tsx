import { useState } from 'react';
import { describeNoticeTried, testNoticeLabel } from '../../shared/describe-notice-test.ts';
import type { Tone } from '../../shared/state.ts';
import { usePageTime } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Toned } from '../ui/toned.tsx';
import { useAct } from '../use-act.ts';
import { SettingRow } from './setting-row.tsx';

/** Shows a notice as any other, and says in place what came of it. */
export const TestNoticeSetting = () => {
  const act = useAct();
  const time = usePageTime();
  const [isAsked, setIsAsked] = useState(false);
  const [said, setSaid] = useState<{ readonly tone: Tone; readonly text: string } | null>(null);
  const ask = async () => {
    if (isAsked) return;
    setIsAsked(true);
    setSaid(null);
    const reply = await act('notices.test', {});
    setIsAsked(false);
    if (reply.ok) setSaid(describeNoticeTried(reply.value, time.read()));
  };
  return (
    <SettingRow
      title="Test notice"
      about={
        <span role="status" aria-label="Test notice">
          {said === null ? (
            'Comes as any other would now, and says here what came of it'
          ) : (
            <Toned tone={said.tone}>{said.text}</Toned>
          )}
        </span>
      }
    >
      <Button small aria-disabled={isAsked || undefined} onClick={() => void ask()}>
        {testNoticeLabel}
      </Button>
    </SettingRow>
  );
};
