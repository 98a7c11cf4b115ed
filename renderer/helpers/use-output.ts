import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useBridge } from '../panel-context.tsx';
import { OutputFollower, type OutputText } from './output-follower.ts';

/** The output of a helper from its last million characters on, as it grows. */
export const useOutput = (helperId: string, length: number): OutputText => {
  const bridge = useBridge();
  const follower = useMemo(() => new OutputFollower(bridge, helperId), [bridge, helperId]);
  useEffect(() => {
    follower.open();
    return () => follower.close();
  }, [follower]);
  useEffect(() => follower.reach(length), [follower, length]);
  return useSyncExternalStore(follower.subscribe, follower.read);
};
