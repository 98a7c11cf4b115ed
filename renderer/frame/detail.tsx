import { CredentialsPane } from '../credentials/credentials-pane.tsx';
import { GatewayPane } from '../gateway/gateway-pane.tsx';
import { HelperPane } from '../helpers/helper-pane.tsx';
import { HelpersPane } from '../helpers/helpers-pane.tsx';
import { usePanel, useSessions, useView } from '../panel-context.tsx';
import { SessionPane } from '../sessions/session-pane.tsx';
import { SessionsPane } from '../sessions/sessions-pane.tsx';
import { SettingsPane } from '../settings/settings-pane.tsx';

/** What the detail pane shows; a thing that is gone gives way to the table it was in. */
export const Detail = () => {
  const place = useView((view) => view.place);
  const { helpers } = usePanel();
  const sessions = useSessions();
  switch (place.view) {
    case 'gateway':
      return <GatewayPane />;
    case 'sessions':
      return <SessionsPane />;
    case 'session': {
      const session = sessions.find(({ key }) => key === place.key);
      return session === undefined ? <SessionsPane /> : <SessionPane session={session} />;
    }
    case 'credentials':
      return <CredentialsPane open={place.open} />;
    case 'helpers':
      return <HelpersPane />;
    case 'helper': {
      const helper = helpers.find(({ id }) => id === place.id);
      return helper === undefined ? (
        <HelpersPane />
      ) : (
        <HelperPane key={helper.id} helper={helper} />
      );
    }
    case 'settings':
      return <SettingsPane />;
  }
};
