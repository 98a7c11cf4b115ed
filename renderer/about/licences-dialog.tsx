import { useEffect, useState } from 'react';
import type { Licence } from '../../shared/about.ts';
import { describeLicences, licenceText } from '../../shared/describe-about.ts';
import { describeCause } from '../../shared/describe-cause.ts';
import { useBridge, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { FilterField, matches } from '../ui/filter-field.tsx';
import { Modal } from '../ui/modal.tsx';
import { useRovingList } from '../ui/roving-list.ts';
import { useAct } from '../use-act.ts';
import styles from './licences-dialog.module.css';

type Found =
  | { readonly kind: 'asked' }
  | { readonly kind: 'read'; readonly licences: readonly Licence[] }
  | { readonly kind: 'refused'; readonly why: string };

/** Two versions of one package may be there. */
const keyOf = ({ name, version }: Licence): string => `${name} ${version}`;

const Read = ({ licences }: { readonly licences: readonly Licence[] }) => {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState('');
  const list = useRovingList();
  const shown = licences.filter(({ name, version, licence }) =>
    matches(typed, [name, version, licence]),
  );
  const open = shown.find((one) => keyOf(one) === chosen);
  return (
    <>
      <div className={styles.head}>
        <FilterField value={typed} onValue={setTyped} what="licences" />
        <p role="status">{describeLicences(shown.length, licences.length)}</p>
      </div>
      <ul className={styles.list} aria-label="Licences of what is bundled" {...list}>
        {shown.map((one) => (
          <li key={keyOf(one)}>
            <button
              type="button"
              data-roving
              className={styles.row}
              aria-expanded={one === open}
              onClick={() => setChosen(one === open ? '' : keyOf(one))}
            >
              <bdi>{one.name}</bdi> <bdi>{one.version}</bdi> <bdi>{one.licence}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {open !== undefined && (
        <CodeBlock label={`Licence of ${open.name}`}>{licenceText(open)}</CodeBlock>
      )}
    </>
  );
};

/** What the app is made of, each with its licence; the text of one below the list. */
export const LicencesDialog = () => {
  const bridge = useBridge();
  const act = useAct();
  const hide = useView((view) => view.hide);
  const show = useView((view) => view.show);
  const [found, setFound] = useState<Found>({ kind: 'asked' });
  useEffect(() => {
    let isWanted = true;
    void bridge.command('app.licences', {}).then((reply) => {
      if (!isWanted) return;
      setFound(
        reply.ok
          ? { kind: 'read', licences: reply.value }
          : { kind: 'refused', why: describeCause(reply.failure, 'app') },
      );
    });
    return () => {
      isWanted = false;
    };
  }, [bridge]);
  return (
    <Modal
      title="Licences"
      onClose={hide}
      footer={
        <>
          <Button onClick={() => show({ kind: 'about' })}>About Bulkhead</Button>
          <Button onClick={() => void act('app.open', { what: 'licences' })}>
            Open Chromium’s licences
          </Button>
          <Button kind="primary" onClick={hide}>
            Done
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        {found.kind === 'asked' && <p role="status">Reading the licences.</p>}
        {found.kind === 'refused' && <p role="alert">{`${found.why}.`}</p>}
        {found.kind === 'read' && <Read licences={found.licences} />}
      </div>
    </Modal>
  );
};
