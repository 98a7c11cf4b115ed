import { useEffect, useState } from 'react';

import { describeCause } from '../../shared/describe-cause.ts';
import { describePhase, helperTone } from '../../shared/describe-helper.ts';
import { describeRefused } from '../../shared/describe-refused.ts';
import { dayTime } from '../../shared/format.ts';
import type { ArchivedHelper } from '../../shared/history.ts';
import { isolated } from '../../shared/isolated.ts';
import { helperIcon } from '../helpers/helper-look.ts';
import { useBridge, usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Empty } from '../ui/empty.tsx';
import { Facts } from '../ui/facts.tsx';
import { FailureCard } from '../ui/failure-card.tsx';
import { Pane } from '../ui/pane.tsx';
import { Pill } from '../ui/pill.tsx';
import { Question } from '../ui/question.tsx';
import { useAct } from '../use-act.ts';
import styles from './history-list.module.css';

type Read = { readonly helper: ArchivedHelper } | { readonly why: string } | null;

const Record = ({ helper: { view, output } }: { readonly helper: ArchivedHelper }) => {
  const act = useAct();
  const go = useView((one) => one.go);
  const [asks, setAsks] = useState(false);
  const ended = usePanel(({ now }) => dayTime(view.endedAt ?? view.queuedAt, now));
  const credential = usePanel(
    ({ credentials }) =>
      credentials.find(({ id }) => id === view.credentialId)?.label ?? view.credentialId,
  );
  const back = () => go({ view: 'history' });
  const remove = async (): Promise<void> => {
    setAsks(false);
    if ((await act('history.remove', { id: view.id })).ok) back();
  };
  const { state } = view;
  return (
    <Pane
      title={view.name}
      pill={
        <Pill tone={helperTone(state)} icon={helperIcon(state)}>
          {describePhase(state)}
        </Pill>
      }
      meta={ended}
      actions={
        <>
          <Button onClick={back}>Show the history</Button>
          <Button onClick={() => setAsks(true)}>Delete…</Button>
        </>
      }
    >
      {state.phase === 'failed' && (
        <FailureCard
          tone="fail"
          icon={helperIcon(state)}
          cause={describeCause(state.failure, 'helper')}
          effect={state.failure.detail}
          hint=""
        />
      )}
      <div className={styles.record}>
        <h2>Prompt</h2>
        <CodeBlock label="Prompt">{view.prompt}</CodeBlock>
        <h2>Facts</h2>
        <Facts
          facts={[
            { name: 'Template', value: view.templateName },
            { name: 'Model', value: view.model },
            { name: 'Credential', value: credential },
            { name: 'Folder', value: view.cwd },
            { name: 'Last', value: view.activity },
          ]}
        />
        {output !== '' && (
          <>
            <h2>The last of its output</h2>
            <CodeBlock label="The last of its output">{output}</CodeBlock>
          </>
        )}
      </div>
      {asks && (
        <Question
          title={`Delete ${isolated(view.name)}?`}
          label="Delete from the history"
          onYes={() => void remove()}
          onClose={() => setAsks(false)}
        >
          <p>Its prompt and the last of its output are kept here only. This cannot be undone.</p>
        </Question>
      )}
    </Pane>
  );
};

/** All that is kept of one helper that has left the list. */
export const HistoryRecordPane = ({ id }: { readonly id: string }) => {
  const bridge = useBridge();
  const go = useView((view) => view.go);
  const [read, setRead] = useState<Read>(null);
  useEffect(() => {
    let isOver = false;
    void bridge.command('history.read', { id }).then((reply) => {
      if (isOver) return;
      setRead(reply.ok ? { helper: reply.value } : { why: describeRefused(reply.failure, 'app') });
    });
    return () => {
      isOver = true;
    };
  }, [bridge, id]);
  if (read === null) return <Pane title="History">{null}</Pane>;
  if ('helper' in read) return <Record helper={read.helper} />;
  return (
    <Pane title="History">
      <Empty
        title="Not in the history"
        actions={<Button onClick={() => go({ view: 'history' })}>Show the history</Button>}
      >
        {read.why}
      </Empty>
    </Pane>
  );
};
