import { AboutDialog } from '../about/about-dialog.tsx';
import { LicencesDialog } from '../about/licences-dialog.tsx';
import { BundleDialog } from '../bundle/bundle-dialog.tsx';
import { AddCredentialDialog } from '../credentials/add-credential-dialog.tsx';
import { KeepInFile, RemoveCredential, SignOut } from '../credentials/credential-question.tsx';
import { SwitchAccountDialog } from '../credentials/switch-account-dialog.tsx';
import { ConnectDialog } from '../gateway/connect-dialog.tsx';
import { DismissHelper } from '../helpers/dismiss-helper.tsx';
import { Palette } from '../palette/palette.tsx';
import { useView } from '../panel-context.tsx';
import { ImportTemplatesDialog } from '../settings/import-templates-dialog.tsx';
import { RemoveTemplate } from '../settings/remove-template.tsx';
import { ResetQuestion } from '../settings/reset-settings.tsx';
import { TemplateDialog } from '../settings/template-dialog.tsx';
import { ShortcutsSheet } from '../shortcuts/shortcuts-sheet.tsx';
import { SpawnDialog } from '../spawn/spawn-dialog.tsx';

/** The dialog on top, if any. */
export const Overlays = () => {
  const overlay = useView((view) => view.overlay);
  if (overlay === null) return null;
  switch (overlay.kind) {
    case 'spawn':
      return <SpawnDialog templateId={overlay.templateId} />;
    case 'palette':
      return <Palette />;
    case 'shortcuts':
      return <ShortcutsSheet />;
    case 'connect':
      return <ConnectDialog />;
    case 'about':
      return <AboutDialog />;
    case 'licences':
      return <LicencesDialog />;
    case 'bundle':
      return <BundleDialog />;
    case 'add-credential':
      return <AddCredentialDialog />;
    case 'sign-out':
      return <SignOut credentialId={overlay.credentialId} />;
    case 'keep-in-file':
      return <KeepInFile credentialId={overlay.credentialId} />;
    case 'switch-account':
      return <SwitchAccountDialog credentialId={overlay.credentialId} />;
    case 'remove':
      return <RemoveCredential credentialId={overlay.credentialId} />;
    case 'dismiss':
      return <DismissHelper helperId={overlay.helperId} />;
    case 'template':
      return <TemplateDialog templateId={overlay.templateId} copyOf={overlay.copyOf ?? null} />;
    case 'import-templates':
      return <ImportTemplatesDialog found={overlay.found} />;
    case 'reset-settings':
      return <ResetQuestion scope={overlay.scope} />;
    case 'remove-template':
      return <RemoveTemplate templateId={overlay.templateId} />;
  }
};
