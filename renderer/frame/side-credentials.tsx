import { memo } from 'react';
import type { CredentialView } from '../../shared/credential.ts';
import { describeCredential, describeCredentialShort } from '../../shared/describe-credential.ts';
import { credentialIcon, sortedCredentials } from '../credentials/credential-look.ts';
import { credentialOf, type PageState } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { credentialNeedsYou } from './side-needs.ts';
import { SideFolding } from './side-folding.tsx';
import { SideRow } from './side-row.tsx';

const SHOWN = 5;

/** What its row says: an age, or, where it asks for the person, its state in a second line. */
const rowOf = (credential: CredentialView, { gateway, now }: PageState) => {
  const words = describeCredential(credential, gateway.state, now);
  const row = { tone: words.tone, icon: credentialIcon(credential), name: credential.label };
  const asks = credential.state.phase === 'needs-sign-in' && words.tone === 'attention';
  if (!asks) return { ...row, age: describeCredentialShort(credential, now) };
  const line = `${words.word}: ${(words.observed[0] ?? '').toLowerCase()}`;
  return { ...row, age: '', word: words.word, line };
};

/** A credential's row. */
export const CredentialRow = memo(function CredentialRow({ id }: { readonly id: string }) {
  const row = usePanel((state) => {
    const credential = credentialOf(state.credentials, id);
    return credential === undefined ? null : rowOf(credential, state);
  });
  const go = useView((view) => view.go);
  const selected = useView(({ place }) => place.view === 'credentials' && place.open === id);
  if (row === null) return null;
  return (
    <SideRow {...row} selected={selected} onOpen={() => go({ view: 'credentials', open: id })} />
  );
});

/** The credentials that stand in no need of the person now, those that soon may first. */
export const SideCredentials = () => {
  const isNone = usePanel(({ credentials }) => credentials.length === 0);
  const sorted = usePanel(({ credentials }) =>
    sortedCredentials(credentials)
      .filter((credential) => !credentialNeedsYou(credential))
      .map(({ id }) => id),
  );
  const go = useView((view) => view.go);
  const selected = useView(({ place }) => place.view === 'credentials' && place.open === undefined);
  const openAll = () => go({ view: 'credentials' });
  const count = sorted.length;
  const rest = count - SHOWN;
  return (
    <SideFolding
      name="Credentials"
      count={count > 0 || isNone ? count : null}
      selected={selected}
      onOpen={openAll}
    >
      {sorted.slice(0, SHOWN).map((id) => (
        <CredentialRow key={id} id={id} />
      ))}
      {rest > 0 && (
        <SideRow
          tone="neutral"
          icon="key"
          name={rest === 1 ? '1 other' : `${rest} others`}
          age=""
          selected={false}
          onOpen={openAll}
        />
      )}
    </SideFolding>
  );
};
