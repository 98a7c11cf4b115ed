import { useState } from 'react';
import type { SignInView } from '../../shared/credential.ts';

/** True while a code is shown that took the place of one that ran out. */
export const useRenewed = ({ phase }: SignInView): boolean => {
  const [seen, setSeen] = useState({ phase, renewed: false });
  if (seen.phase !== phase) {
    setSeen({ phase, renewed: phase === 'device' && seen.phase === 'expired' });
  }
  return seen.renewed;
};
