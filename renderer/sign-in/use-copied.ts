import { useEffect, useRef, useState } from 'react';
import type { SignInView } from '../../shared/credential.ts';
import { useBridge } from '../panel-context.tsx';
import { useAct } from '../use-act.ts';

const whatOf = (view: SignInView): string | null => {
  if (view.phase === 'device') return view.userCode;
  return view.phase === 'browser' ? `address ${view.since}` : null;
};

/**
 * Copies a sign-in's code or address, and knows whether that is what was copied last. With
 * `byItself` a code is copied once as soon as it is there.
 */
export const useCopied = (
  id: string,
  view: SignInView,
  byItself: boolean,
): { readonly isCopied: boolean; readonly copy: () => void } => {
  const act = useAct();
  const bridge = useBridge();
  const [copied, setCopied] = useState<string | null>(null);
  const tried = useRef<string | null>(null);
  const what = whatOf(view);
  const code = view.phase === 'device' ? what : null;

  useEffect(() => {
    if (!byItself || code === null || tried.current === code) return;
    tried.current = code;
    void bridge.command('credentials.sign-in-copy', { id }).then((reply) => {
      if (reply.ok) setCopied(code);
    });
  }, [bridge, id, code, byItself]);

  const copy = async () => {
    const reply = await act('credentials.sign-in-copy', { id });
    if (reply.ok) setCopied(what);
  };
  return { isCopied: what !== null && copied === what, copy: () => void copy() };
};
