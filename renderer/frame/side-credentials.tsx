import {
  describeCredential,
  describeCredentialShort,
  type CredentialWords,
} from '../../shared/describe-credential.ts';
import { credentialIcon } from '../credentials/credential-icon.ts';
import { sortedCredentials } from '../credentials/sorted-credentials.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { useNow } from '../ui/now.ts';
import { SideGroup, SideRow } from './side-row.tsx';

const SHOWN = 5;

const lineOf = ({ word, observed }: CredentialWords): string =>
  `${word}: ${(observed[0] ?? '').toLowerCase()}`;

/** The credentials, those that wait for the person first. */
export const SideCredentials = () => {
  const { credentials, gateway } = usePanel();
  const now = useNow();
  const go = useView((view) => view.go);
  const place = useView((view) => view.place);
  const sorted = sortedCredentials(credentials);
  const rest = sorted.length - SHOWN;
  return (
    <section>
      <SideGroup
        name="Credentials"
        count={credentials.length}
        selected={place.view === 'credentials' && place.open === undefined}
        onOpen={() => go({ view: 'credentials' })}
      />
      {sorted.slice(0, SHOWN).map((credential) => {
        const words = describeCredential(credential, gateway.state, now);
        const asks = credential.state.phase === 'needs-sign-in' && words.tone === 'attention';
        return (
          <SideRow
            key={credential.id}
            tone={words.tone}
            icon={credentialIcon(credential)}
            name={credential.label}
            age={asks ? '' : describeCredentialShort(credential, now)}
            {...(asks && { word: words.word, line: lineOf(words) })}
            selected={place.view === 'credentials' && place.open === credential.id}
            onOpen={() => go({ view: 'credentials', open: credential.id })}
          />
        );
      })}
      {rest > 0 && (
        <SideRow
          tone="neutral"
          icon="key"
          name={rest === 1 ? '1 other' : `${rest} others`}
          age=""
          selected={false}
          onOpen={() => go({ view: 'credentials' })}
        />
      )}
    </section>
  );
};
