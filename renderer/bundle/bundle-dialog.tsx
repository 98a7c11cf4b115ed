import { useEffect, useState } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import { isolated } from '../../shared/isolated.ts';
import { useBridge, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Modal } from '../ui/modal.tsx';
import { useAct } from '../use-act.ts';
import { useSay } from '../ui/toasts.tsx';
import styles from './bundle-dialog.module.css';

type Made =
  | { readonly kind: 'asked' }
  | { readonly kind: 'made'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Shows what happened lately, whole, before it may be kept. */
export const BundleDialog = () => {
  const bridge = useBridge();
  const act = useAct();
  const say = useSay();
  const hide = useView((view) => view.hide);
  const [made, setMade] = useState<Made>({ kind: 'asked' });
  useEffect(() => {
    let isWanted = true;
    void bridge.command('bundle.make', {}).then((reply) => {
      if (!isWanted) return;
      setMade(
        reply.ok
          ? { kind: 'made', text: reply.value.text }
          : { kind: 'refused', why: describeCause(reply.failure, 'app') },
      );
    });
    return () => {
      isWanted = false;
    };
  }, [bridge]);
  const save = async () => {
    const reply = await act('bundle.save', {});
    if (!reply.ok || reply.value === null) return;
    say.done(`Saved ${isolated(reply.value.path)}.`);
    hide();
  };
  return (
    <Modal
      title="Bundle"
      onClose={hide}
      footer={
        <>
          <Button onClick={hide}>Cancel</Button>
          {made.kind === 'made' && (
            <Button kind="primary" icon="download" onClick={() => void save()}>
              Save…
            </Button>
          )}
        </>
      }
    >
      <p>
        What happened lately, to hand to whoever helps you: states, sizes, times and versions. No
        prompt, answer, name, path, address or secret is in it. This is all of it.
      </p>
      <div className={styles.text}>
        {made.kind === 'asked' && <p role="status">Reading the state.</p>}
        {made.kind === 'refused' && <p role="alert">{`${made.why}.`}</p>}
        {made.kind === 'made' && <CodeBlock label="Bundle text">{made.text}</CodeBlock>}
      </div>
    </Modal>
  );
};
