import { useEffect, useRef } from 'react';
import { usePanel } from '../panel-context.tsx';
import { useSay } from '../ui/toasts.tsx';
import { watchSignIns, type SignInWatch } from './sign-in-watch.ts';

/** Says how many helpers continued, once the last of those that waited for a sign-in has. */
export const useSignInReports = (): void => {
  const { credentials, helpers } = usePanel();
  const { done } = useSay();
  const watched = useRef<SignInWatch | null>(null);
  useEffect(() => {
    const { watch, reports } = watchSignIns(watched.current, { credentials, helpers });
    watched.current = watch;
    for (const report of reports) done(report);
  }, [credentials, helpers, done]);
};
