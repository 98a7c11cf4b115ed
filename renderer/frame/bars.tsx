import { useState, type ReactNode } from 'react';
import { usePanel } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import type { AppState, Notice } from '../../shared/state.ts';
import { useAct } from '../use-act.ts';
import styles from './bars.module.css';

interface BarProps {
  /** What leads to the other bars. */
  readonly more: ReactNode;
}

const PracticeBar = ({ more }: BarProps) => {
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
      {more}
    </section>
  );
};

const StandInBar = ({ electron, more }: BarProps & { readonly electron: string }) => (
  <section className={styles.bar} data-tone="attention" aria-label="Stand-in">
    <span className={styles.icon}>
      <Icon name="attention" />
    </span>
    <p>
      <b>Stand-in Electron {electron}.</b> For development and tests only: it is out of support. The
      official one could not be fetched.
    </p>
    {more}
  </section>
);

const noticeIcons = {
  neutral: 'unknown',
  attention: 'attention',
  fail: 'fail',
} satisfies Readonly<Record<Notice['tone'], IconName>>;

const NoticeBar = ({ notice, more }: BarProps & { readonly notice: Notice }) => {
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
      {more}
    </section>
  );
};

/** A bar by what it is of, and its title. */
type Bar =
  | { readonly of: 'practice' | 'stand-in'; readonly title: string }
  | { readonly of: 'notice'; readonly title: string; readonly notice: Notice };

const urgencies = {
  fail: 1,
  attention: 2,
  neutral: 4,
} satisfies Readonly<Record<Notice['tone'], number>>;

const urgencyOf = (bar: Bar): number => {
  if (bar.of !== 'notice') return bar.of === 'practice' ? 0 : 3;
  return bar.notice.report === undefined ? urgencies[bar.notice.tone] : 0.5;
};

/**
 * The bars of a state, the most urgent first: that nothing here is real, then a mistake of Bulkhead's
 * own, what failed, what asks for a look, the stand-in, and the rest. Pure.
 */
export const barsOf = (app: AppState): readonly Bar[] => {
  const bars: Bar[] = app.notices.map((notice) => ({ of: 'notice', title: notice.title, notice }));
  if (app.standIn) bars.push({ of: 'stand-in', title: 'Stand-in Electron' });
  if (app.practice) bars.push({ of: 'practice', title: 'Practice' });
  return bars.toSorted((a, b) => urgencyOf(a) - urgencyOf(b));
};

const keyOf = (bar: Bar): string => (bar.of === 'notice' ? `notice ${bar.notice.id}` : bar.of);

const OneBar = ({ bar, more }: BarProps & { readonly bar: Bar }) => {
  const electron = usePanel(({ app }) => app.electron);
  switch (bar.of) {
    case 'practice':
      return <PracticeBar more={more} />;
    case 'stand-in':
      return <StandInBar electron={electron} more={more} />;
    case 'notice':
      return <NoticeBar notice={bar.notice} more={more} />;
  }
};

/** What stands above everything: the most urgent bar, which says how many more there are and shows them. */
export const Bars = () => {
  const [first, ...rest] = usePanel(({ app }) => barsOf(app));
  const [open, setOpen] = useState(false);
  // What comes later begins as one bar again.
  if (open && rest.length === 0) setOpen(false);
  const titles = rest.map(({ title }) => title).join(', ');
  const more = rest.length > 0 && (
    <Button
      small
      icon={open ? 'down' : 'right'}
      aria-expanded={open}
      aria-label={`${rest.length} more: ${titles}`}
      title={titles}
      onClick={() => setOpen(!open)}
    >
      {`${rest.length} more`}
    </Button>
  );
  return (
    <div className={styles.bars} data-group>
      {first !== undefined && <OneBar key={keyOf(first)} bar={first} more={more} />}
      {open && rest.map((bar) => <OneBar key={keyOf(bar)} bar={bar} more={null} />)}
    </div>
  );
};
