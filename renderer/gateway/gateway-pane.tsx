import {
  describeAddressSource,
  describeGateway,
  describeStale,
  describeTokenSource,
} from '../../shared/describe-gateway.ts';
import { capitalised, count, dayTime, hostOf } from '../../shared/format.ts';
import type { Failure } from '../../shared/failure.ts';
import type { GatewayState, GatewayView } from '../../shared/state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { sortedSessions } from '../sessions/describe-session.ts';
import { SessionsTable } from '../sessions/sessions-table.tsx';
import { Button } from '../ui/button.tsx';
import { Facts, type Fact } from '../ui/facts.tsx';
import { FoldCard } from '../ui/failure-card.tsx';
import { Fold } from '../ui/fold.tsx';
import { Pane } from '../ui/pane.tsx';
import { Pill } from '../ui/pill.tsx';
import { Timeline } from '../ui/timeline.tsx';
import { useAct } from '../use-act.ts';
import { LinkCard } from './link-card.tsx';
import { linkIcon } from './link-icon.ts';
import { LookedAtList } from './looked-at-list.tsx';
import styles from './gateway-pane.module.css';

const failureOf = (state: GatewayState): Failure | null =>
  state.phase === 'waiting' || state.phase === 'blocked' || state.phase === 'degraded'
    ? state.failure
    : null;

const metaOf = (gateway: GatewayView): string => {
  const source = describeAddressSource(gateway.addressSource);
  return `${hostOf(gateway.url)}, ${source}; ${describeTokenSource(gateway)}`;
};

const identity = (gateway: GatewayView): readonly Fact[] => [
  { name: 'Connection', value: gateway.connId ?? 'none yet' },
  { name: 'Boot', value: gateway.bootId ?? 'none yet' },
  { name: 'Reconnects', value: String(gateway.reconnects) },
  { name: 'Version', value: gateway.version ?? 'not known yet' },
];

const access = (gateway: GatewayView, now: number): readonly Fact[] => [
  { name: 'Address', value: gateway.url, note: describeAddressSource(gateway.addressSource) },
  {
    name: capitalised(gateway.secretKind),
    value: describeTokenSource(gateway),
    note: gateway.configPath ?? '',
  },
  {
    name: 'Rights',
    value: gateway.scopes.length === 0 ? 'none yet' : gateway.scopes.join(', '),
  },
  {
    name: 'Sessions',
    value:
      gateway.sessionsReadAt === null
        ? 'not read yet'
        : `read ${dayTime(gateway.sessionsReadAt, now, 'seconds')}`,
  },
];

const Actions = () => {
  const phase = usePanel(({ gateway }) => gateway.state.phase);
  const isPractice = usePanel(({ app }) => app.practice);
  const act = useAct();
  const show = useView((view) => view.show);
  if (isPractice) return null;
  return (
    <>
      {(phase === 'connected' || phase === 'degraded') && (
        <Button kind="quiet" onClick={() => void act('gateway.disconnect', {})}>
          Disconnect
        </Button>
      )}
      {phase !== 'blocked' && (
        <Button onClick={() => show({ kind: 'connect' })}>Connect to another gateway…</Button>
      )}
    </>
  );
};

const StartPractice = () => {
  const act = useAct();
  return (
    <Button small onClick={() => void act('practice.start', {})}>
      Start practice
    </Button>
  );
};

/** The link to the gateway: its state, why, what was tried, and how to get on. */
export const GatewayPane = () => {
  const gateway = usePanel((panel) => panel.gateway);
  const isPractice = usePanel(({ app }) => app.practice);
  const { tone, short } = usePanel((panel) => describeGateway(panel.gateway, panel.now));
  const accessFacts = usePanel((panel) => access(panel.gateway, panel.now));
  const staleSessions = usePanel((panel) =>
    describeStale(panel.gateway, panel.now) === null
      ? []
      : sortedSessions(panel.sessions).map(({ key }) => key),
  );
  const { state } = gateway;
  const failed = failureOf(state);
  const history = (
    <Fold title="What happened" hint={count(gateway.timeline.length, 'step')} openAtFirst>
      {gateway.timeline.length === 0 ? (
        <p className={styles.none}>Nothing yet.</p>
      ) : (
        <Timeline entries={gateway.timeline} />
      )}
    </Fold>
  );
  const neverReached = gateway.connId === null && state.phase === 'waiting' && !isPractice;
  const hasLooked = gateway.lookedAt.length > 0;
  return (
    <Pane
      wide
      title="Gateway"
      pill={
        <Pill tone={tone} icon={linkIcon(state)}>
          {short}
        </Pill>
      }
      meta={metaOf(gateway)}
      actions={<Actions />}
    >
      {failed !== null && <LinkCard failed={failed}>{history}</LinkCard>}
      <div className={styles.cards}>
        <section className={styles.card} aria-label="Access">
          <h2>Access</h2>
          <Facts facts={accessFacts} />
        </section>
        <section className={styles.card} aria-label="Identity">
          <h2>Identity</h2>
          <Facts facts={identity(gateway)} />
        </section>
      </div>
      {(failed === null || hasLooked) && (
        <FoldCard>
          {failed === null && history}
          {hasLooked && (
            <Fold
              title="Where Bulkhead looked"
              hint={count(gateway.lookedAt.length, 'place')}
              openAtFirst={neverReached || (failed === null && state.phase !== 'connected')}
              tool={neverReached && <StartPractice />}
            >
              <LookedAtList places={gateway.lookedAt} />
            </Fold>
          )}
        </FoldCard>
      )}
      {staleSessions.length > 0 && (
        <section className={styles.sessions} aria-label="Sessions">
          <h2>Sessions</h2>
          <SessionsTable keys={staleSessions} />
        </section>
      )}
    </Pane>
  );
};
