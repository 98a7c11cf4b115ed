import { useId } from 'react';
import { sortedCredentials } from '../credentials/credential-look.ts';
import { sortedHelpers } from '../helpers/helper-look.ts';
import { usePanel } from '../panel-context.tsx';
import { CredentialRow } from './side-credentials.tsx';
import { GatewayRow } from './side-gateway.tsx';
import { HelperRow } from './side-helpers.tsx';
import { credentialNeedsYou, helperNeedsYou, linkNeedsYou } from './side-needs.ts';
import styles from './side-row.module.css';

/** What stands still until the person does something; each stands here in place of its own group. */
export const SideNeedsYou = () => {
  const title = useId();
  const isBlocked = usePanel(({ gateway }) => linkNeedsYou(gateway.state));
  const helpers = usePanel((state) =>
    sortedHelpers(state.helpers)
      .filter(helperNeedsYou)
      .map(({ id }) => id),
  );
  const credentials = usePanel((state) =>
    sortedCredentials(state.credentials)
      .filter(credentialNeedsYou)
      .map(({ id }) => id),
  );
  const count = Number(isBlocked) + helpers.length + credentials.length;
  if (count === 0) return null;
  return (
    <section aria-labelledby={title}>
      <p className={styles.heading}>
        <span id={title}>Needs you</span>
        <span className={styles.count}>{count}</span>
      </p>
      {isBlocked && <GatewayRow />}
      {helpers.map((id) => (
        <HelperRow key={id} id={id} />
      ))}
      {credentials.map((id) => (
        <CredentialRow key={id} id={id} />
      ))}
    </section>
  );
};
