import { Toast } from '@base-ui/react/toast';
import { useCallback, type ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { Button } from './button.tsx';
import text from './text.module.css';
import styles from './toasts.module.css';

const SHOWN_MS = 6_000;

/** What can be taken back is, for as long as main keeps it. */
const UNDO_MS = 9_000;

interface ToastData {
  readonly done: boolean;
}

/**
 * Reports what was done (or why it was not); it leaves after 6 s, later under pointer or focus, and
 * what `stays` when it is dismissed. What can be undone says so, and goes
 * before it no longer can.
 */
export const useSay = () => {
  const { add, close } = Toast.useToastManager<ToastData>();
  const done = useCallback(
    (title: string, undo?: () => void) => {
      if (undo === undefined) {
        add({ title, data: { done: true } });
        return;
      }
      const onClick = () => {
        close(shown);
        undo();
      };
      const actionProps = { children: 'Undo', onClick };
      const shown = add({ title, data: { done: true }, timeout: UNDO_MS, actionProps });
    },
    [add, close],
  );
  const failed = useCallback(
    (title: string, stays = false) => {
      const timeout = stays ? { timeout: 0 } : {};
      add({ title, data: { done: false }, priority: 'high', ...timeout });
    },
    [add],
  );
  return { done, failed };
};

const Shown = () => {
  const { toasts } = Toast.useToastManager<ToastData>();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast} swipeDirection={[]}>
      <Toast.Content className={styles.content}>
        <span className={text.toned} data-tone={toast.data?.done === false ? 'fail' : 'ok'}>
          <Icon name={toast.data?.done === false ? 'fail' : 'ok'} />
        </span>
        <Toast.Title className={styles.title} render={<p />} />
        {toast.actionProps !== undefined && <Toast.Action render={<Button small />} />}
        <Toast.Close render={<Button kind="quiet" small iconOnly icon="close" />}>
          Dismiss
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
};

/** The corner where toasts appear; around everything that may say one. */
export const Toasts = ({ children }: { readonly children: ReactNode }) => (
  <Toast.Provider timeout={SHOWN_MS} limit={3}>
    {children}
    <Toast.Portal>
      <Toast.Viewport className={styles.viewport}>
        <Shown />
      </Toast.Viewport>
    </Toast.Portal>
  </Toast.Provider>
);
