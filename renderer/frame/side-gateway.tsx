import { describeGateway } from '../../shared/describe-gateway.ts';
import { countdown, duration } from '../../shared/format.ts';
import type { GatewayState } from '../../shared/state.ts';
import { linkIcon } from '../gateway/link-icon.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { SideGroup, SideRow } from './side-row.tsx';

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

/** The gateway's row. */
export const SideGateway = () => {
  const { tone, icon, name, age } = usePanel(({ gateway, now }) => {
    const words = describeGateway(gateway, now);
    return {
      tone: words.tone,
      icon: linkIcon(gateway.state),
      name: words.short,
      age: ageOf(gateway.state, now),
    };
  });
  const go = useView((view) => view.go);
  const selected = useView((view) => view.place.view === 'gateway');
  const open = () => go({ view: 'gateway' });
  return (
    <section>
      <SideGroup name="Gateway" count={null} selected={false} onOpen={open} />
      <SideRow tone={tone} icon={icon} name={name} age={age} selected={selected} onOpen={open} />
    </section>
  );
};
