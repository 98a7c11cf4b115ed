import { useSyncExternalStore } from 'react';
import { usePageTime } from '../panel-context.tsx';

/** The page's time in epoch ms; it moves once a second, and when main told something new. */
export const useNow = (): number => {
  const { subscribe, read } = usePageTime();
  return useSyncExternalStore(subscribe, read);
};
