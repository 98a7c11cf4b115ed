import type { CredentialView } from '../../shared/credential.ts';

/** Puts the rows of both owners into one list, ours first; either may speak before the other. */
export const createCredentialRows = (write: (rows: readonly CredentialView[]) => void) => {
  let ours: readonly CredentialView[] = [];
  let gateways: readonly CredentialView[] = [];
  const show = (): void => write([...ours, ...gateways]);
  return {
    ours: (rows: readonly CredentialView[]): void => {
      ours = rows;
      show();
    },
    gateways: (rows: readonly CredentialView[]): void => {
      gateways = rows;
      show();
    },
  };
};
