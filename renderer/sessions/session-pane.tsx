import { describeStale } from '../../shared/describe-gateway.ts';
import { dayTime } from '../../shared/format.ts';
import type { SessionView } from '../../shared/state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { FoldCard } from '../ui/failure-card.tsx';
import { Facts, type Fact } from '../ui/facts.tsx';
import { Fold } from '../ui/fold.tsx';
import { Pane } from '../ui/pane.tsx';
import { Pill } from '../ui/pill.tsx';
import { contextShare, describeSession, lastActive, turnTime } from './describe-session.ts';

const contextWords = (session: SessionView): string => {
  const share = contextShare(session);
  if (share === null) return 'not known';
  const used = session.totalTokens?.toLocaleString('en') ?? '';
  return `${Math.round(share * 100)} %, ${used} of ${session.contextTokens?.toLocaleString('en') ?? ''} tokens`;
};

const factsOf = (session: SessionView, now: number, stale: boolean): readonly Fact[] => [
  { name: 'Key', value: session.key },
  { name: 'Model', value: session.model ?? 'not known', note: session.provider ?? '' },
  { name: 'Context', value: contextWords(session) },
  { name: 'Last active', value: lastActive(session, now, stale) },
  ...(session.runStartedAt === null
    ? []
    : [{ name: 'Turn began', value: dayTime(session.runStartedAt, now, 'seconds') }]),
  ...(session.parentKey === null ? [] : [{ name: 'Parent', value: session.parentKey }]),
  ...(session.kind === null ? [] : [{ name: 'Kind', value: session.kind }]),
];

/** One session of the gateway, read only. */
export const SessionPane = ({ session }: { readonly session: SessionView }) => {
  const staleWords = usePanel(({ gateway, now }) => describeStale(gateway, now));
  const stale = staleWords !== null;
  const facts = usePanel(({ now }) => factsOf(session, now, stale));
  const time = usePanel(({ now }) => (stale ? '' : turnTime(session, now)));
  const go = useView((view) => view.go);
  const words = describeSession(session);
  const tone = stale ? 'neutral' : words.tone;
  return (
    <Pane
      title={session.label}
      pill={
        <Pill tone={tone} icon={words.icon} time={time}>
          {words.word}
        </Pill>
      }
      meta={staleWords ?? 'A session of the gateway. Bulkhead reads it and changes nothing in it.'}
      actions={<Button onClick={() => go({ view: 'sessions' })}>All sessions</Button>}
    >
      <FoldCard>
        <Fold title="Session" openAtFirst>
          <Facts facts={facts} />
        </Fold>
        {session.lastError !== null && (
          <Fold
            title="Last error"
            hint={words.tone === 'fail' ? 'its last turn failed' : 'from an earlier turn'}
            openAtFirst
            tool={<CopyButton quiet text={session.lastError} what="last error" />}
          >
            <CodeBlock label="Last error">{session.lastError}</CodeBlock>
          </Fold>
        )}
      </FoldCard>
    </Pane>
  );
};
