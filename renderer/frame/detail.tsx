import { describeUndrawnPane } from '../../shared/describe-broken.ts';
import { CredentialsPane } from '../credentials/credentials-pane.tsx';
import { GatewayPane } from '../gateway/gateway-pane.tsx';
import { DrillPane } from '../drill/drill-pane.tsx';
import { HelperPane } from '../helpers/helper-pane.tsx';
import { HelpersPane } from '../helpers/helpers-pane.tsx';
import { HistoryPane } from '../history/history-pane.tsx';
import { HistoryRecordPane } from '../history/history-record.tsx';
import { helperOf, sessionOf } from '../page-state.ts';
import { useLoadAgain, usePanel, useView } from '../panel-context.tsx';
import { SessionPane } from '../sessions/session-pane.tsx';
import { SessionsPane } from '../sessions/sessions-pane.tsx';
import { SettingsPane } from '../settings/settings-pane.tsx';
import { Boundary } from '../ui/boundary.tsx';
import { placeKey, type Place } from '../view-state.ts';
import { Broken } from './broken.tsx';

/** A thing that is gone gives way to the table it was in. */
const Shown = ({ place }: { readonly place: Place }) => {
  const helper = usePanel(({ helpers }) =>
    place.view === 'helper' ? helperOf(helpers, place.id) : undefined,
  );
  const session = usePanel(({ sessions }) =>
    place.view === 'session' ? sessionOf(sessions, place.key) : undefined,
  );
  switch (place.view) {
    case 'gateway':
      return <GatewayPane />;
    case 'sessions':
      return <SessionsPane />;
    case 'session':
      return session === undefined ? <SessionsPane /> : <SessionPane session={session} />;
    case 'credentials':
      return <CredentialsPane open={place.open} />;
    case 'helpers':
      return <HelpersPane only={place.only} />;
    case 'helper':
      return helper === undefined ? (
        <HelpersPane />
      ) : (
        <HelperPane key={helper.id} helper={helper} />
      );
    case 'settings':
      return <SettingsPane />;
    case 'history':
      return place.id === undefined ? <HistoryPane /> : <HistoryRecordPane id={place.id} />;
    case 'drill':
      return <DrillPane />;
  }
};

/** What the detail pane shows; a page that cannot be drawn takes nothing else with it. */
export const Detail = () => {
  const place = useView((view) => view.place);
  const loadAgain = useLoadAgain();
  return (
    <Boundary
      key={placeKey(place)}
      fallback={(thrown) => <Broken words={describeUndrawnPane(thrown)} onLoadAgain={loadAgain} />}
    >
      <Shown place={place} />
    </Boundary>
  );
};
