import { describeKeyring } from '../../shared/describe-keyring.ts';
import { keyringNoticeId } from '../../shared/describe-vault.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Pane } from '../ui/pane.tsx';
import { CredentialRow } from './credential-row.tsx';
import { sortedCredentials } from './credential-look.ts';
import styles from './credentials-pane.module.css';

const Keyring = () => {
  const keyring = usePanel(({ app }) => app.keyring);
  // The bar above the window says the same until it is understood.
  const isSaid = usePanel(({ app }) => app.notices[0]?.id === keyringNoticeId);
  if (keyring.phase === 'unlocked' || isSaid) return null;
  const words = describeKeyring(keyring);
  return (
    <div className={styles.keyring}>
      <Banner tone={words.tone} icon="lock" title={`${words.title}.`}>
        {words.hint}
      </Banner>
    </div>
  );
};

/** Every credential: what it says of itself beside what really happened when it was last used. */
export const CredentialsPane = ({ open }: { readonly open: string | undefined }) => {
  const sorted = usePanel(({ credentials }) => sortedCredentials(credentials).map(({ id }) => id));
  const show = useView((view) => view.show);
  const add = () => show({ kind: 'add-credential' });
  return (
    <Pane
      wide
      title="Credentials"
      meta="What each token says of itself, beside what was really observed."
      actions={
        <Button icon="plus" onClick={add}>
          Add credential
        </Button>
      }
    >
      <Keyring />
      {sorted.length === 0 ? (
        <Empty title="No credentials yet">
          A helper needs the key of its provider. Add one, and templates can use it.
        </Empty>
      ) : (
        <div className={styles.table}>
          <div className={styles.head} aria-hidden="true">
            <span>Credential</span>
            <span>Token says</span>
            <span>Observed</span>
          </div>
          <ul>
            {sorted.map((id) => (
              <CredentialRow key={id} id={id} open={open === id} />
            ))}
          </ul>
        </div>
      )}
    </Pane>
  );
};
