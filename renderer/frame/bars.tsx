import { usePanel } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import type { Notice } from '../../shared/state.ts';
import { useAct } from '../use-act.ts';
import styles from './bars.module.css';

const PracticeBar = () => {
  const act = useAct();
  return (
    <section className={styles.practice} aria-label="Practice">
      <Icon name="practice" />
      <p>
        <b>Practice.</b> Everything here is scripted: no real account, no network, nothing is
        charged.
      </p>
      <Button small onClick={() => void act('practice.stop', {})}>
        Leave practice
      </Button>
    </section>
  );
};

const StandInBar = ({ electron }: { readonly electron: string }) => (
  <section className={styles.bar} data-tone="attention" aria-label="Stand-in">
    <span className={styles.icon}>
      <Icon name="attention" />
    </span>
    <p>
      <b>Stand-in Electron {electron}.</b> For development and tests only: it is out of support. The
      official one could not be fetched.
    </p>
  </section>
);

const noticeIcons = {
  neutral: 'unknown',
  attention: 'attention',
  fail: 'fail',
} satisfies Readonly<Record<Notice['tone'], IconName>>;

const NoticeBar = ({ notice }: { readonly notice: Notice }) => {
  const act = useAct();
  const copy = (text: string) => act('app.copy', { text }, 'Copied the report.');
  return (
    <section className={styles.bar} data-tone={notice.tone} aria-label={`Notice: ${notice.title}`}>
      <span className={styles.icon}>
        <Icon name={noticeIcons[notice.tone]} />
      </span>
      <p title={`${notice.title}. ${notice.text}`}>
        <b>{notice.title}.</b> {notice.text}
      </p>
      {notice.report !== undefined && (
        <Button small onClick={() => void copy(notice.report ?? '')}>
          Copy report
        </Button>
      )}
      {notice.act === 'restart' && (
        <Button small onClick={() => void act('app.restart', {})}>
          Restart
        </Button>
      )}
      <Button
        small
        aria-label={`Understood: ${notice.title}`}
        onClick={() => void act('notices.dismiss', { id: notice.id })}
      >
        Understood
      </Button>
    </section>
  );
};

const NOTICES_SHOWN = 1;

/** A mistake of Bulkhead's own waits for nobody to have read the others. */
const mishapsFirst = (notices: readonly Notice[]): readonly Notice[] => [
  ...notices.filter(({ report }) => report !== undefined),
  ...notices.filter(({ report }) => report === undefined),
];

/** What stands above everything: practice, the stand-in, and notices that wait to be read. */
export const Bars = () => {
  const { practice, standIn, electron, shown } = usePanel(({ app }) => ({
    practice: app.practice,
    standIn: app.standIn,
    electron: app.electron,
    shown: mishapsFirst(app.notices).slice(0, NOTICES_SHOWN),
  }));
  return (
    <div className={styles.bars}>
      {practice && <PracticeBar />}
      {standIn && <StandInBar electron={electron} />}
      {shown.map((notice) => (
        <NoticeBar key={notice.id} notice={notice} />
      ))}
    </div>
  );
};
