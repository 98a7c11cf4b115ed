import { Fragment } from 'react';
import { capsOf, shortcutGroups, type Shortcut } from '../../shared/shortcuts.ts';
import { useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Modal } from '../ui/modal.tsx';
import styles from './shortcuts-sheet.module.css';

/** A range reads “Alt 1 to Alt 9”; else each is a way of its own. */
const between = ({ id }: Shortcut): string => (id === 'ask-template' ? 'to' : 'or');

const Keys = ({ row }: { readonly row: Shortcut }) =>
  row.keys.map((keys, at) => (
    <Fragment key={keys}>
      {at > 0 && <span className={styles.or}> {between(row)} </span>}
      {capsOf(keys).map((cap, place) => (
        <Fragment key={cap}>
          {place > 0 && ' '}
          <kbd>{cap}</kbd>
        </Fragment>
      ))}
    </Fragment>
  ));

/** Every key that does something, from the one table that also makes it do so. */
export const ShortcutsSheet = () => {
  const hide = useView((view) => view.hide);
  return (
    <Modal
      title="Keyboard shortcuts"
      scrolled="Shortcuts"
      onClose={hide}
      footer={
        <Button kind="primary" onClick={hide}>
          Done
        </Button>
      }
    >
      {shortcutGroups.map(({ title, rows }) => (
        <section key={title} className={styles.group}>
          <h3>{title}</h3>
          <dl className={styles.rows}>
            {rows.map((row) => (
              <div key={row.id} className={styles.row}>
                <dt>{row.does}</dt>
                <dd>
                  <Keys row={row} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
};
