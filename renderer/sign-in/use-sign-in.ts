import { useState } from 'react';
import type { CredentialView, SignInFlow, SignInView } from '../../shared/credential.ts';
import type { Failure } from '../../shared/failure.ts';
import { useBridge, usePageTime } from '../panel-context.tsx';

/** The sign-in of a credential as one place of the page shows it. */
export interface SignInHere {
  /** What is shown in place: nothing, the field for a key, or the sign-in. */
  readonly shown: 'nothing' | 'key' | 'sign-in';
  /** What the sheet says: main's own word, or what was asked for just now. */
  readonly signIn: SignInView | null;
  /** The person's asking for it, so that the focus belongs into it; null when nobody did here. */
  readonly occasion: object | null;
  readonly begin: (flow: SignInFlow) => void;
  readonly showKey: () => void;
  readonly close: () => void;
}

/** What was asked for here, and what main said then: until that changes, the asked counts. */
interface Asked {
  readonly before: string;
  readonly view: SignInView;
}

const textOf = (view: SignInView | null): string => JSON.stringify(view);

/** True for what a page that did not ask for it shows as well: it goes on, or it asks something. */
const isOpen = (view: SignInView | null): boolean => view !== null && view.phase !== 'done';

interface Options {
  /** It was asked for elsewhere, and is shown here. */
  readonly asked?: object | null;
  /** The field for its key is open because of where the page stands. */
  readonly isOpen?: boolean;
  readonly onClose?: () => void;
}

/** Opens, follows and closes a credential's sign-in. It shows at once what main only then begins. */
export const useSignIn = (
  credential: CredentialView,
  { asked: elsewhere = null, isOpen: isKeyOpen = false, onClose }: Options = {},
): SignInHere => {
  const bridge = useBridge();
  const time = usePageTime();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [occasion, setOccasion] = useState<object | null>(null);
  const [isKey, setKey] = useState(false);
  // What main said when it was closed here: until that changes, it stays closed.
  const [closedOn, setClosedOn] = useState<string | null>(null);
  const { id } = credential;
  const told = textOf(credential.signIn);
  if (closedOn !== null && closedOn !== told) setClosedOn(null);
  const signIn = asked !== null && asked.before === told ? asked.view : credential.signIn;
  // One asking is for one sign-in: the next may be begun by somebody else.
  const [spent, setSpent] = useState<object | null>(null);
  const [wasOpen, setWasOpen] = useState(false);
  if (wasOpen !== isOpen(signIn)) {
    setWasOpen(!wasOpen);
    if (wasOpen) {
      setOccasion(null);
      setSpent(elsewhere);
    }
  }

  const refused = (flow: SignInFlow, failure: Failure) =>
    setAsked({ before: told, view: { phase: 'failed', flow, failure } });
  const begin = async (flow: SignInFlow) => {
    setClosedOn(null);
    setOccasion((before) => before ?? {});
    setAsked({ before: told, view: { phase: 'starting', flow, since: time.read() } });
    const reply = await bridge.command('credentials.sign-in', { id, flow });
    if (!reply.ok) refused(flow, reply.failure);
  };
  const end = async () => {
    const isOver = credential.signIn === null && asked === null;
    setAsked(null);
    setOccasion(null);
    setClosedOn(told);
    if (isOver) return;
    const reply = await bridge.command('credentials.sign-in-cancel', { id });
    if (!reply.ok) setClosedOn(null);
  };
  const shown = (): SignInHere['shown'] => {
    if (isKey || isKeyOpen) return 'key';
    return closedOn !== told && isOpen(signIn) ? 'sign-in' : 'nothing';
  };
  return {
    shown: shown(),
    signIn,
    occasion: elsewhere === spent ? occasion : elsewhere,
    begin: (flow) => void begin(flow),
    showKey: () => {
      setKey(true);
      void end();
    },
    close: () => {
      onClose?.();
      setKey(false);
      void end();
    },
  };
};
