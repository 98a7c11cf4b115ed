import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useRef, type ReactNode } from 'react';
import { Button } from './button.tsx';
import modal from './modal.module.css';

interface Props {
  readonly title: string;
  /** The button that does it: a verb and its object. */
  readonly label: string;
  readonly onYes: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks before something ends or is deleted; Cancel has the focus. */
export const Question = ({ title, label, onYes, onClose, children }: Props) => {
  const cancel = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={modal.scrim} />
        <AlertDialog.Popup className={modal.dialog} data-narrow="" initialFocus={cancel}>
          <div className={modal.head}>
            <AlertDialog.Title className={modal.title}>{title}</AlertDialog.Title>
          </div>
          <AlertDialog.Description className={modal.body} render={<div />}>
            {children}
          </AlertDialog.Description>
          <div className={modal.foot}>
            <AlertDialog.Close render={<Button ref={cancel} />}>Cancel</AlertDialog.Close>
            <Button danger onClick={onYes}>
              {label}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
};
