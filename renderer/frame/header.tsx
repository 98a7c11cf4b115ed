import { describeGateway } from '../../shared/describe-gateway.ts';
import { countHelpers, type HelperCount } from '../../shared/describe-summary.ts';
import { linkIcon } from '../gateway/link-icon.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { TonedIcon } from '../ui/toned.tsx';
import { useAct } from '../use-act.ts';
import styles from './header.module.css';

const countIcons = {
  failed: 'fail',
  'sign-in': 'park',
  asks: 'park',
  working: 'work',
  turn: 'wait',
  queued: 'queue',
} satisfies Readonly<Record<HelperCount['of'], IconName>>;

const Truth = () => {
  const act = useAct();
  const words = usePanel(({ gateway, now }) => describeGateway(gateway, now));
  const icon = usePanel(({ gateway }) => linkIcon(gateway.state));
  const { action } = words;
  const title = words.countdown === null ? words.title : `${words.title}. ${words.countdown}.`;
  const asks = words.tone === 'attention';
  const stop = title.endsWith('.') || !asks ? '' : '.';
  return (
    <div className={styles.truth}>
      <TonedIcon tone={words.tone} name={icon} />
      <div className={styles.text}>
        <p className={styles.title} title={`${title}${stop}`}>
          {title}
          {stop}
        </p>
        <p className={styles.detail} title={words.detail}>
          {words.detail}
        </p>
      </div>
      {action !== null && (
        <Button small icon="retry" onClick={() => void act(action.command, {})}>
          {action.label}
        </Button>
      )}
    </div>
  );
};

const Counts = () => {
  const counts = usePanel(({ helpers }) => countHelpers(helpers));
  const go = useView((view) => view.go);
  return (
    <ul className={styles.counts} aria-label="Helpers by state">
      {counts.map(({ of, tone, n, text }) => (
        <li key={of} title={text}>
          <button
            type="button"
            className={styles.count}
            onClick={() => go({ view: 'helpers', only: of })}
          >
            <TonedIcon tone={tone} name={countIcons[of]} />
            <span className={styles.number} data-number={n} />
            <span className={styles.words}>
              {of === 'turn' && <span className={styles.brief}>{`${n} next`}</span>}
              <span>{text}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
};

/** The truth about the gateway, the helpers by state, search, and the way to a new helper. */
export const Header = () => {
  const show = useView((view) => view.show);
  const asks = usePanel(({ gateway }) => describeGateway(gateway, 0).tone === 'attention');
  return (
    <header className={styles.header} data-asks={asks || undefined} data-region="header">
      <Truth />
      <Counts />
      <button
        type="button"
        className={styles.search}
        aria-label="Search or command"
        aria-keyshortcuts="Control+K"
        title="Search or command (Ctrl K)"
        onClick={() => show({ kind: 'palette' })}
      >
        <Icon name="search" />
        <span>Search or command</span>
        <KeyCap>Ctrl K</KeyCap>
      </button>
      <Button
        icon="plus"
        aria-keyshortcuts="Control+N"
        onClick={() => show({ kind: 'spawn', templateId: null })}
      >
        New helper
      </Button>
    </header>
  );
};
