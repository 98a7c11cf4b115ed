import { Dialog } from '@base-ui/react/dialog';
import type { ComponentProps, KeyboardEvent, ReactNode } from 'react';
import { Button } from './button.tsx';
import styles from './modal.module.css';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly footer: ReactNode;
  readonly children: ReactNode;
  readonly initialFocus?: ComponentProps<typeof Dialog.Popup>['initialFocus'];
  /** Ctrl Enter anywhere inside, and Enter in a dialog that has lines of text only. */
  readonly onSubmit?: () => void;
  readonly narrow?: boolean;
  /** Nothing in it can have the focus: it has it itself, so that keys scroll it. By name. */
  readonly scrolled?: string;
}

/** Enter in a line of text sends, unless there is a text of several lines to be written beside it. */
const isLine = ({ target, currentTarget, nativeEvent }: KeyboardEvent): boolean =>
  target instanceof HTMLInputElement &&
  ['text', 'password'].includes(target.type) &&
  !nativeEvent.isComposing &&
  currentTarget.querySelector('textarea') === null;

/** A dialog over the page: Esc and the cross close it, and focus goes back to where it was. */
export const Modal = ({
  title,
  onClose,
  footer,
  children,
  initialFocus,
  onSubmit,
  narrow = false,
  scrolled,
}: Props) => {
  const byKeys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || onSubmit === undefined) return;
    if (!event.ctrlKey && !isLine(event)) return;
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.scrim} />
        <Dialog.Popup
          className={styles.dialog}
          data-narrow={narrow || undefined}
          initialFocus={initialFocus}
          onKeyDown={byKeys}
        >
          <div className={styles.head}>
            <Dialog.Title className={styles.title}>{title}</Dialog.Title>
            <Dialog.Close render={<Button kind="quiet" small iconOnly icon="close" />}>
              Close
            </Dialog.Close>
          </div>
          <div
            className={styles.body}
            {...(scrolled === undefined
              ? {}
              : { tabIndex: 0, role: 'region', 'aria-label': scrolled })}
          >
            {children}
          </div>
          <div className={styles.foot}>{footer}</div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
