import { useState, type ReactNode } from 'react';
import type { PanelState } from '../../shared/state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Command } from '../ui/code-block.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { useAct } from '../use-act.ts';
import { LookedAtList } from './looked-at-list.tsx';
import styles from './first-run.module.css';

/**
 * True while no gateway was ever reached and nobody said where one is: the page then says where it
 * looked instead of showing an empty panel. Never in practice, and not once helpers exist.
 */
export const isFirstRun = ({ app, gateway, helpers }: PanelState): boolean => {
  if (app.practice || helpers.length > 0) return false;
  if (gateway.addressSource !== 'default' || gateway.connId !== null) return false;
  // The program alone says nothing of a gateway.
  const places = gateway.lookedAt.filter(({ program }) => program !== true);
  if (places.length === 0 || places.some(({ ok }) => ok)) return false;
  switch (gateway.state.phase) {
    case 'waiting':
      return (
        gateway.state.failure.kind === 'unreachable' &&
        gateway.state.failure.reason === 'not-listening'
      );
    case 'idle':
    case 'connecting':
      return true;
    case 'handshaking':
    case 'connected':
    case 'degraded':
    case 'blocked':
    case 'stopped':
      return false;
  }
};

interface WayProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly action: ReactNode;
  readonly children?: ReactNode;
}

const Way = ({ icon, title, text, action, children }: WayProps) => (
  <div className={styles.way}>
    <Icon name={icon} size={20} className={styles.icon} />
    <div className={styles.words}>
      <h2>{title}</h2>
      <p>{text}</p>
      {children}
    </div>
    {action}
  </div>
);

const Install = () => {
  const [shown, setShown] = useState(false);
  return (
    <Way
      icon="download"
      title="Install OpenClaw"
      text="Two commands in a terminal. Nothing is installed without you."
      action={
        <Button kind="primary" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? 'Hide the steps' : 'Show the steps'}
        </Button>
      }
    >
      {shown && (
        <div className={styles.steps}>
          <Command>npm install -g openclaw@latest</Command>
          <Command>openclaw onboard --install-daemon</Command>
        </div>
      )}
    </Way>
  );
};

/** What a person sees when no gateway was found: where Bulkhead looked, and three ways on. */
export const FirstRun = () => {
  const lookedAt = usePanel(({ gateway }) => gateway.lookedAt);
  const act = useAct();
  const show = useView((view) => view.show);
  const skip = useView((view) => view.skipFirstRun);
  return (
    <main className={styles.page} data-region="main" tabIndex={-1}>
      <div className={styles.column}>
        <h1>No OpenClaw gateway found on this computer</h1>
        <p className={styles.lead}>
          Here is where Bulkhead looked. Choose how to go on; you can change it later.
        </p>
        <div className={styles.looked}>
          <LookedAtList places={lookedAt} />
          <Button icon="retry" onClick={() => void act('gateway.retry', {})}>
            Look again
          </Button>
        </div>
        <div className={styles.ways}>
          <Install />
          <Way
            icon="link"
            title="Connect to another gateway"
            text="An address such as wss://nas.local:18789. You need its token or a pairing."
            action={<Button onClick={() => show({ kind: 'connect' })}>Connect…</Button>}
          />
          <Way
            icon="practice"
            title="Try it without a gateway"
            text="A gateway, a provider and helpers inside Bulkhead. Break things and watch what stays whole. No account, no network."
            action={<Button onClick={() => void act('practice.start', {})}>Start practice</Button>}
          />
        </div>
        <div className={styles.foot}>
          <p>Bulkhead keeps looking and goes on by itself when a gateway appears.</p>
          <Button kind="quiet" small onClick={skip}>
            Go on without a gateway
          </Button>
        </div>
      </div>
    </main>
  );
};
