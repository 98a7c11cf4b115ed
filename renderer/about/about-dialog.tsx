import { useEffect, useState } from 'react';
import type { AboutApp } from '../../shared/about.ts';
import { aboutReport, aboutRows } from '../../shared/describe-about.ts';
import { describeCause } from '../../shared/describe-cause.ts';
import { useBridge, usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Modal } from '../ui/modal.tsx';
import { useAct } from '../use-act.ts';
import styles from './about-dialog.module.css';

type Found =
  | { readonly kind: 'asked' }
  | { readonly kind: 'known'; readonly about: AboutApp }
  | { readonly kind: 'refused'; readonly why: string };

const Known = ({ about }: { readonly about: AboutApp }) => {
  const rows = usePanel((state) => aboutRows(about, state));
  const act = useAct();
  const copy = () => act('app.copy', { text: aboutReport(rows) }, 'Copied what runs.');
  return (
    <>
      <Facts facts={rows.map(({ name, value }) => ({ name, value: <bdi>{value}</bdi> }))} />
      <div className={styles.buttons}>
        <Button icon="copy" onClick={() => void copy()}>
          Copy for a report
        </Button>
        <Button icon="folder" onClick={() => void act('app.open', { what: 'logs' })}>
          Open log folder
        </Button>
        <Button icon="folder" onClick={() => void act('app.open', { what: 'home' })}>
          Open Bulkhead’s folder
        </Button>
      </div>
    </>
  );
};

/** What runs: versions, system and folders, to be looked up, copied for a report or opened. */
export const AboutDialog = () => {
  const bridge = useBridge();
  const hide = useView((view) => view.hide);
  const show = useView((view) => view.show);
  const [found, setFound] = useState<Found>({ kind: 'asked' });
  useEffect(() => {
    let isWanted = true;
    void bridge.command('app.about', {}).then((reply) => {
      if (!isWanted) return;
      setFound(
        reply.ok
          ? { kind: 'known', about: reply.value }
          : { kind: 'refused', why: describeCause(reply.failure, 'app') },
      );
    });
    return () => {
      isWanted = false;
    };
  }, [bridge]);
  return (
    <Modal
      title="About Bulkhead"
      onClose={hide}
      footer={
        <>
          <Button onClick={() => show({ kind: 'licences' })}>Licences…</Button>
          <Button kind="primary" onClick={hide}>
            Done
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        {found.kind === 'asked' && <p role="status">Asking what runs.</p>}
        {found.kind === 'refused' && <p role="alert">{`${found.why}.`}</p>}
        {found.kind === 'known' && <Known about={found.about} />}
      </div>
    </Modal>
  );
};
