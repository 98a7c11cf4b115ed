import { Button } from '../ui/button.tsx';
import { useView } from '../panel-context.tsx';
import { useRovingList } from '../ui/roving-list.ts';
import { SideCredentials } from './side-credentials.tsx';
import { SideGateway } from './side-gateway.tsx';
import { SideHelpers } from './side-helpers.tsx';
import { SideNeedsYou } from './side-needs-you.tsx';
import { SideSessions } from './side-sessions.tsx';
import styles from './side.module.css';

/** The left column: everything that exists, what needs the person first, as one list with one tab stop. */
export const Side = () => {
  const list = useRovingList();
  const go = useView((view) => view.go);
  const isInSettings = useView((view) => view.place.view === 'settings');
  const isInHistory = useView((view) => view.place.view === 'history');
  const isInDrill = useView((view) => view.place.view === 'drill');
  return (
    <nav className={styles.side} aria-label="What exists" data-region="list">
      <div className={styles.scroll} {...list}>
        <SideNeedsYou />
        <SideHelpers />
        <SideCredentials />
        <SideGateway />
        <SideSessions />
      </div>
      <div className={styles.foot}>
        <Button
          kind="quiet"
          small
          icon="history"
          className={styles.entry}
          aria-current={isInHistory ? 'page' : undefined}
          onClick={() => go({ view: 'history' })}
        >
          History
        </Button>
        <Button
          kind="quiet"
          small
          icon="drill"
          className={styles.entry}
          aria-current={isInDrill ? 'page' : undefined}
          onClick={() => go({ view: 'drill' })}
        >
          Drill
        </Button>
        <Button
          kind="quiet"
          small
          icon="settings"
          className={styles.entry}
          title="Settings (Ctrl ,)"
          aria-keyshortcuts="Control+,"
          aria-current={isInSettings ? 'page' : undefined}
          onClick={() => go({ view: 'settings' })}
        >
          Settings
        </Button>
      </div>
    </nav>
  );
};
