import { useEffect, useRef } from 'react';
import { SignInReports } from '../credentials/sign-in-reports.tsx';
import { FirstRun, isFirstRun } from '../gateway/first-run.tsx';
import { usePanel, useView } from '../panel-context.tsx';
import { placeKey } from '../view-state.ts';
import { focused } from '../focused.ts';
import { Bars } from './bars.tsx';
import { Detail } from './detail.tsx';
import { Header } from './header.tsx';
import { LiveWords } from './live-words.tsx';
import { Overlays } from './overlays.tsx';
import { Side } from './side.tsx';
import { useFocusInView } from './use-focus-in-view.ts';
import { useFocusKept } from './use-focus-kept.ts';
import { useKeyboard } from './use-keyboard.ts';
import styles from './window.module.css';

const useTheme = () => {
  const theme = usePanel(({ settings }) => settings.theme);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
};

/** The focus is never lost: a new place takes it when the old one took it away. */
const useFocusOfPlace = () => {
  const place = placeKey(useView((view) => view.place));
  const main = useRef<HTMLElement>(null);
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    if (focused() !== null) return;
    main.current?.querySelector<HTMLElement>('h1')?.focus();
  }, [place]);
  return main;
};

const Panel = () => {
  const main = useFocusOfPlace();
  return (
    <>
      <Header />
      <Side />
      <main ref={main} className={styles.main} data-region="main" tabIndex={-1}>
        <Detail />
      </main>
    </>
  );
};

/** Practice opens on what there is to try, wherever it was begun. */
const usePracticeOpens = () => {
  const practises = usePanel(({ app }) => app.practice);
  const go = useView((view) => view.go);
  const before = useRef(practises);
  useEffect(() => {
    if (practises && !before.current) go({ view: 'helpers' });
    before.current = practises;
  }, [practises, go]);
};

/** The whole window. */
export const Window = () => {
  const isFirst = usePanel(isFirstRun);
  // A drill needs no gateway, and is shown to whoever asked for it.
  const past = useView(({ pastFirstRun, place }) => pastFirstRun || place.view === 'drill');
  useTheme();
  useKeyboard();
  useFocusKept();
  useFocusInView();
  usePracticeOpens();
  return (
    <div className={styles.window}>
      <Bars />
      {isFirst && !past ? <FirstRun /> : <Panel />}
      <LiveWords />
      <SignInReports />
      <Overlays />
    </div>
  );
};
