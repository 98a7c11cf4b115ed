import type { ComponentProps, ReactNode, Ref } from 'react';
import { Button } from './button.tsx';
import styles from './form-modal.module.css';
import { Modal } from './modal.tsx';

interface Props extends Omit<ComponentProps<typeof Modal>, 'footer' | 'onSubmit'> {
  /** Says what sending does. */
  readonly label: string;
  /** What it does just now in place of that; null while it waits. */
  readonly busy: string | null;
  readonly onSubmit: () => void;
  /** A sentence beside the buttons. */
  readonly note?: string;
  /** Another way on, before Cancel. */
  readonly other?: ReactNode;
  readonly submitRef?: Ref<HTMLButtonElement>;
}

/** A dialog that sends what was filled in: by its button, Ctrl Enter anywhere inside, or Enter in a line. */
export const FormModal = ({ label, busy, note, other, submitRef, children, ...modal }: Props) => (
  <Modal
    {...modal}
    footer={
      <>
        {note !== undefined && <span className={styles.note}>{note}</span>}
        {other}
        <Button kind="quiet" onClick={modal.onClose}>
          Cancel
        </Button>
        <Button
          ref={submitRef}
          kind="primary"
          keys="Ctrl ⏎"
          aria-keyshortcuts="Control+Enter"
          busy={busy}
          onClick={modal.onSubmit}
        >
          {label}
        </Button>
      </>
    }
  >
    {children}
  </Modal>
);
