import type { SignInView } from '../../../shared/credential.ts';
import type { AccountRecord } from '../../../shared/settings.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { AccountNote } from './account-note.ts';
import type { KeyringReach } from '../sign-in/sign-in-places.ts';
import type { OpenAccount } from './open-account.ts';

/** What the accounts need of the rest. */
export interface AccountsDeps {
  readonly records: () => readonly AccountRecord[];
  readonly notes: ReadonlyMap<string, AccountNote>;
  readonly saveNotes: (notes: ReadonlyMap<string, AccountNote>) => void;
  readonly open: OpenAccount;
  readonly keyring: KeyringReach;
  /** False where sign-ins are meant to last until quit only, as in practice. */
  readonly toBeKept: boolean;
  /** False once the current generation was refused: nothing is asked for it any more. */
  readonly usable: (id: string) => boolean;
  /** Which sign-in of it there is now: what was asked of the one before says nothing of this. */
  readonly generation: (id: string) => number;
  /** A sign-in under way, or its last word. */
  readonly signInOf: (id: string) => SignInView | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes note of an access token, so that no text shows it. */
  readonly know: (secret: string) => void;
  /** How long an owner that nobody needs is kept. */
  readonly restMs: number;
  /** Something of a row may be different. */
  readonly onChange: () => void;
  /** There is another sign-in than before; `afterAnother` when there was one. */
  readonly onSignedIn: (id: string, afterAnother: boolean) => void;
  /** The issuer refused to renew the sign-in, or (401) the backend its token. */
  readonly onRefused: (id: string, code: string) => void;
  /** The account's backend took the token, or the issuer gave a new one. */
  readonly onWorked: (id: string) => void;
}
