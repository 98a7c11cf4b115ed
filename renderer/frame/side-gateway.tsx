import { describeGateway } from '../../shared/describe-gateway.ts';
import { countdown, duration } from '../../shared/format.ts';
import type { GatewayState } from '../../shared/state.ts';
import { linkIcon } from '../gateway/link-icon.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { linkNeedsYou } from './side-needs.ts';
import { SideFolding } from './side-folding.tsx';
import { SideRow } from './side-row.tsx';

const ageOf = (state: GatewayState, now: number): string => {
  switch (state.phase) {
    case 'connected':
    case 'degraded':
      return duration(now - state.since);
    case 'waiting':
      return countdown(state.retryAt - now);
    case 'idle':
    case 'connecting':
    case 'handshaking':
    case 'blocked':
    case 'stopped':
      return '';
  }
};

const useOpenGateway = () => {
  const go = useView((view) => view.go);
  return () => go({ view: 'gateway' });
};

/** The gateway's row. */
export const GatewayRow = () => {
  const row = usePanel(({ gateway, now }) => {
    const words = describeGateway(gateway, now);
    return {
      tone: words.tone,
      icon: linkIcon(gateway.state),
      name: words.short,
      age: ageOf(gateway.state, now),
    };
  });
  const selected = useView((view) => view.place.view === 'gateway');
  return <SideRow {...row} selected={selected} onOpen={useOpenGateway()} />;
};

/** The gateway, its row included unless it needs the person. */
export const SideGateway = () => {
  const isBlocked = usePanel(({ gateway }) => linkNeedsYou(gateway.state));
  return (
    <SideFolding name="Gateway" count={null} selected={false} onOpen={useOpenGateway()}>
      {!isBlocked && <GatewayRow />}
    </SideFolding>
  );
};
