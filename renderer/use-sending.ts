import { useCallback, useEffect, useRef, useState } from 'react';

interface Sending {
  /** True from the press to the answer, so that the button can say so. */
  readonly isSending: boolean;
  /** Does one thing at a time: what is asked for meanwhile is not done a second time. */
  readonly send: (work: () => Promise<unknown>) => Promise<void>;
  /** False once what asked for it is gone, so that its answer moves nothing under the person. */
  readonly isHere: () => boolean;
}

/** Guards what is sent by a button or a key from a second press. */
export const useSending = (): Sending => {
  const [isSending, setSending] = useState(false);
  const isBusy = useRef(false);
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const send = useCallback(async (work: () => Promise<unknown>) => {
    if (isBusy.current) return;
    isBusy.current = true;
    setSending(true);
    try {
      await work();
    } finally {
      isBusy.current = false;
      setSending(false);
    }
  }, []);
  const isHere = useCallback(() => here.current, []);
  return { isSending, send, isHere };
};
