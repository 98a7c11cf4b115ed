import { useId } from 'react';
import { sortedCredentials } from '../credentials/credential-look.ts';
import { sortedHelpers } from '../helpers/helper-look.ts';
import { usePanel } from '../panel-context.tsx';
import { CredentialRow } from './side-credentials.tsx';
import { GatewayRow } from './side-gateway.tsx';
import { HelperRow } from './side-helpers.tsx';
import { credentialNeedsYou, helperNeedsYou, linkNeedsYou } from './side-needs.ts';
import { useHeldOrder } from './use-held-order.ts';
import styles from './side-row.module.css';

/** A row by what it is of and, after a space, its id. */
const Row = ({ row }: { readonly row: string }) => {
  if (row === 'gateway') return <GatewayRow />;
  const [of = ''] = row.split(' ', 1);
  const id = row.slice(of.length + 1);
  return of === 'helper' ? <HelperRow id={id} /> : <CredentialRow id={id} />;
};

/** What stands still until the person does something; each stands here in place of its own group. */
export const SideNeedsYou = () => {
  const title = useId();
  const sorted = usePanel((state) => [
    ...(linkNeedsYou(state.gateway.state) ? ['gateway'] : []),
    ...sortedHelpers(state.helpers)
      .filter(helperNeedsYou)
      .map(({ id }) => `helper ${id}`),
    ...sortedCredentials(state.credentials)
      .filter(credentialNeedsYou)
      .map(({ id }) => `credential ${id}`),
  ]);
  const { rows, over } = useHeldOrder(sorted);
  const count = rows.length;
  if (count === 0) return null;
  return (
    <section aria-labelledby={title}>
      <p className={styles.heading}>
        <span id={title}>Needs you</span>
        <span className={styles.count}>{count}</span>
      </p>
      <div {...over}>
        {rows.map((row) => (
          <Row key={row} row={row} />
        ))}
      </div>
    </section>
  );
};
