import { useState } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import { describeImported, importedTitle } from '../../shared/describe-template.ts';
import { count } from '../../shared/format.ts';
import { isolated } from '../../shared/isolated.ts';
import { useBridge, useView } from '../panel-context.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Facts } from '../ui/facts.tsx';
import { Modal } from '../ui/modal.tsx';
import { useSay } from '../ui/toasts.tsx';
import { useSending } from '../use-sending.ts';
import type { TemplatesFound } from '../view-state.ts';
import styles from './import-templates-dialog.module.css';
import { useTemplateFiles } from './use-template-files.ts';

/** What the templates of a file would let helpers do, before any of them is taken; or why none is. */
export const ImportTemplatesDialog = ({ found }: { readonly found: TemplatesFound }) => {
  const bridge = useBridge();
  const say = useSay();
  const hide = useView((view) => view.hide);
  const { open } = useTemplateFiles();
  const [refused, setRefused] = useState('');
  const { isSending, send, isHere } = useSending();
  const add = async (text: string) => {
    const reply = await bridge.command('templates.import', { text });
    if (!reply.ok) {
      setRefused(`${describeCause(reply.failure, 'app')}.`);
      return;
    }
    say.done(`${count(reply.value.ids.length, 'template')} added.`);
    if (isHere()) hide();
  };
  const why = found.kind === 'refused' ? found.why : refused;
  return (
    <Modal
      title="Import templates"
      scrolled="What the file has"
      onClose={hide}
      footer={
        <>
          <Button onClick={hide}>Cancel</Button>
          <Button
            onClick={() => {
              setRefused('');
              void open();
            }}
          >
            Choose another file…
          </Button>
          {found.kind === 'read' && (
            <Button
              kind="primary"
              busy={isSending ? 'Adding' : null}
              onClick={() => void send(() => add(found.text))}
            >
              {`Add ${count(found.templates.length, 'template')}`}
            </Button>
          )}
        </>
      }
    >
      {why !== '' && (
        <div role="alert">
          <Banner tone="fail" icon="fail" title={why} />
        </div>
      )}
      {found.kind === 'refused' && <p>Nothing was added.</p>}
      {found.kind === 'read' && (
        <>
          <p>
            {`What helpers from ${isolated(found.file)} may do, and where they send what they read. Nothing that is there is replaced.`}
          </p>
          <ul className={styles.list} aria-label="Templates in the file">
            {found.templates.map((one) => (
              <li key={one.template.name}>
                <h3>{isolated(importedTitle(one))}</h3>
                <Facts facts={describeImported(one)} />
              </li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  );
};
