import { useEffect, useState } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import type { Failure } from '../../shared/failure.ts';
import { useBridge, usePanel } from '../panel-context.tsx';
import { Choice } from '../ui/choice.tsx';
import { Toned } from '../ui/toned.tsx';
import { useAct } from '../use-act.ts';
import { AskShortcutSetting } from './ask-shortcut-setting.tsx';
import { ClosingSetting } from './closing-setting.tsx';
import { ResetGroup } from './reset-settings.tsx';
import { SettingRow } from './setting-row.tsx';
import { SettingsGroup } from './settings-group.tsx';
import choice from './setting-row.module.css';

const yesOrNo = [
  { value: 'no', label: 'No' },
  { value: 'yes', label: 'Yes' },
] as const;

interface Props {
  readonly label: string;
  readonly isChosen: boolean;
  readonly onChosen: (isChosen: boolean) => void;
}

const YesOrNo = ({ label, isChosen, onChosen }: Props) => (
  <div className={choice.choice}>
    <Choice
      bare
      label={label}
      value={isChosen ? 'yes' : 'no'}
      options={yesOrNo}
      onValue={(value) => onChosen(value === 'yes')}
    />
  </div>
);

/** As the disk has it, asked anew whenever the person comes back from another program. */
const Autostart = () => {
  const bridge = useBridge();
  const act = useAct();
  const [isOn, setIsOn] = useState(false);
  const [unread, setUnread] = useState<Failure | null>(null);
  useEffect(() => {
    let isShown = true;
    const look = async (): Promise<void> => {
      const found = await bridge.command('app.autostart', { on: null });
      if (!isShown) return;
      if (found.ok) setIsOn(found.value);
      setUnread(found.ok ? null : found.failure);
    };
    const again = (): void => void look();
    again();
    window.addEventListener('focus', again);
    return () => {
      isShown = false;
      window.removeEventListener('focus', again);
    };
  }, [bridge]);
  const choose = async (on: boolean): Promise<void> => {
    const reply = await act('app.autostart', { on });
    if (!reply.ok) return;
    setIsOn(reply.value);
    setUnread(null);
  };
  const about = 'In the tray, without a window';
  return (
    <SettingRow
      title="Start with the desktop"
      about={
        unread === null ? about : <Toned tone="fail">{`${describeCause(unread, 'app')}.`}</Toned>
      }
    >
      <YesOrNo label="Start with the desktop" isChosen={isOn} onChosen={(on) => void choose(on)} />
    </SettingRow>
  );
};

/** What the panel does with the computer it runs on. */
export const DesktopSettings = () => {
  const isKeptAwake = usePanel(({ settings }) => settings.keepAwake);
  const act = useAct();
  return (
    <SettingsGroup label="Desktop" title="Desktop">
      <Autostart />
      <SettingRow
        title="Keep awake while helpers work"
        about="The computer does not go to sleep by itself meanwhile; its screen may turn off"
      >
        <YesOrNo
          label="Keep awake while helpers work"
          isChosen={isKeptAwake}
          onChosen={(value) => void act('settings.set', { key: 'keepAwake', value })}
        />
      </SettingRow>
      <ClosingSetting />
      <AskShortcutSetting />
      <ResetGroup group="desktop" />
    </SettingsGroup>
  );
};
