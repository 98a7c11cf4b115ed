import { usePanel } from '../panel-context.tsx';
import { Pane } from '../ui/pane.tsx';
import { AppetiteSettings } from './appetite-settings.tsx';
import { BundleSetting } from './bundle-setting.tsx';
import { DesktopSettings } from './desktop-settings.tsx';
import { GeneralSettings } from './general-settings.tsx';
import { HistorySettings } from './history-settings.tsx';
import { LimitSettings } from './limit-settings.tsx';
import { NoticeSettings } from './notice-settings.tsx';
import { ResetAllSetting } from './reset-settings.tsx';
import { TemplateRows } from './template-rows.tsx';
import { UnreadableSettings } from './unreadable-settings.tsx';
import { useWanted } from './use-wanted.ts';

/** Everything a person may set, a file for each group. */
export const SettingsPane = () => {
  useWanted();
  const meta = usePanel(({ app }) => `Bulkhead ${app.version}, Electron ${app.electron}`);
  return (
    <Pane title="Settings" meta={meta}>
      <GeneralSettings />
      <DesktopSettings />
      <NoticeSettings />
      <LimitSettings />
      <AppetiteSettings />
      <HistorySettings />
      <UnreadableSettings />
      <BundleSetting />
      <TemplateRows />
      <ResetAllSetting />
    </Pane>
  );
};
