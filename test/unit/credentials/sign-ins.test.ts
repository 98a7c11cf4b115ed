import { beforeEach, describe, expect, test } from 'vitest';

import type { BegunSignIn } from '../../../electron/credentials/account-owner.ts';
import type { PortHolder } from '../../../electron/credentials/port-holder.ts';
import { SignIns } from '../../../electron/credentials/sign-ins.ts';
import type { AuthStatus, LoginEnd, LoginStarted } from '../../../electron/codex/account-server.ts';
import { deferred, type Deferred } from '../../../electron/deferred.ts';
import { FailureError } from '../../../electron/failure-error.ts';
import type { SignInFlow } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import { ManualClock, settle } from '../../fakes/manual-clock.ts';

const minute = 60_000;

/** A sign-in at the issuer that a test ends by hand. */
interface Begun {
  readonly id: string;
  readonly flow: SignInFlow;
  readonly ended: Deferred<LoginEnd>;
  readonly tell: () => void;
  status: AuthStatus;
  cancelled: boolean;
}

let clock: ManualClock;
let begun: Begun[];
let kept: (readonly [string, boolean])[];
let holder: PortHolder | null;
let pages: string[];
let copied: string[];
let browserOpens: boolean;
let onBegin: () => Promise<void>;
let signIns: SignIns;

beforeEach(() => {
  clock = new ManualClock();
  [begun, kept, pages, copied] = [[], [], [], []];
  holder = null;
  browserOpens = true;
  onBegin = () => Promise.resolve();
  signIns = new SignIns({
    begin: async (id, flow) => {
      await onBegin();
      return begin(id, flow);
    },
    keep: (id, _begun, proven) => {
      kept.push([id, proven]);
      return Promise.resolve();
    },
    labelOf: (id) => id.toUpperCase(),
    portHolder: () => Promise.resolve(holder),
    openBrowser: (url) => {
      pages.push(url);
      return Promise.resolve(browserOpens);
    },
    copy: (text) => {
      copied.push(text);
      return Promise.resolve();
    },
    issuer: 'OpenAI',
    clock,
    onChange: () => undefined,
  });
});

const begin = (id: string, flow: SignInFlow): BegunSignIn => {
  const listeners = new Set<() => void>();
  const ended = deferred<LoginEnd>();
  const one: Begun = {
    id,
    flow,
    ended,
    tell: () => {
      for (const listener of listeners) listener();
    },
    status: { kind: 'signed-out' },
    cancelled: false,
  };
  begun.push(one);
  const n = begun.length;
  const started: LoginStarted =
    flow === 'browser'
      ? { flow, loginId: `l${n}`, url: `https://issuer.example/${n}` }
      : { flow, loginId: `l${n}`, url: 'https://issuer.example/device', userCode: `CODE-${n}` };
  return {
    started,
    ended: ended.promise,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    status: () => Promise.resolve(one.status),
    keep: () => Promise.resolve(),
    cancel: () => {
      one.cancelled = true;
      return Promise.resolve();
    },
  };
};

const start = async (id: string, flow: SignInFlow): Promise<void> => {
  signIns.begin(id, flow);
  await settle();
};

const last = (): Begun => {
  const one = begun.at(-1);
  if (one === undefined) throw new Error('nothing was begun');
  return one;
};

const end = async (words: string | null): Promise<void> => {
  last().ended.resolve({ loginId: null, success: words === null, words: words ?? '' });
  await settle();
};

describe('a sign-in in the browser', () => {
  test('opens its page, waits, and is done', async () => {
    await start('ana', 'browser');
    expect(pages).toEqual(['https://issuer.example/1']);
    expect(signIns.of('ana')).toMatchObject({
      phase: 'browser',
      opened: true,
      endsAt: clock.now() + 10 * minute,
    });
    await end(null);
    expect(signIns.of('ana')).toMatchObject({ phase: 'done' });
    expect(kept).toEqual([['ana', true]]);
    await clock.advance(30_000);
    expect(signIns.of('ana')).toBeNull();
  });

  test('that no browser opened says so; its address can be copied and opened again', async () => {
    browserOpens = false;
    await start('ana', 'browser');
    expect(signIns.of('ana')).toMatchObject({ phase: 'browser', opened: false });
    expect(await signIns.copy('ana')).toBe(true);
    expect(copied).toEqual(['https://issuer.example/1']);
    browserOpens = true;
    expect(await signIns.open('ana')).toBe(true);
    expect(signIns.of('ana')).toMatchObject({ opened: true });
  });

  test('does not start while another program holds the port, and names it', async () => {
    holder = { pid: 42, program: 'python3' };
    await start('ana', 'browser');
    expect(signIns.of('ana')).toEqual({ phase: 'port-taken', pid: 42, program: 'python3' });
    expect(begun).toEqual([]);
    holder = null;
    await start('ana', 'browser');
    expect(signIns.of('ana')).toMatchObject({ phase: 'browser' });
  });

  test('waits behind another one, says behind whom, and comes next', async () => {
    await start('ana', 'browser');
    await start('ben', 'browser');
    await start('cleo', 'browser');
    expect(signIns.of('ben')).toEqual({ phase: 'queued', flow: 'browser', behind: 'ANA' });
    await end(null);
    expect(signIns.of('ben')).toMatchObject({ phase: 'browser' });
    expect(signIns.of('cleo')).toMatchObject({ phase: 'queued', behind: 'BEN' });
    expect(begun.map(({ id }) => id)).toEqual(['ana', 'ben']);
  });

  test('that is cancelled while it waits leaves the line', async () => {
    await start('ana', 'browser');
    await start('ben', 'browser');
    await start('cleo', 'browser');
    await signIns.cancel('ben');
    await signIns.cancel('ana');
    await settle();
    expect(begun.map(({ id }) => id)).toEqual(['ana', 'cleo']);
    expect(signIns.of('ben')).toBeNull();
  });

  test('ends when its time ran out, and lets the next one', async () => {
    await start('ana', 'browser');
    await start('ben', 'browser');
    await clock.advance(10 * minute);
    expect(signIns.of('ana')).toEqual({ phase: 'expired', flow: 'browser' });
    expect(begun[0]?.cancelled).toBe(true);
    expect(signIns.of('ben')).toMatchObject({ phase: 'browser' });
  });

  test('that was denied keeps the words of the issuer', async () => {
    await start('ana', 'browser');
    await end('Login server error: Sign-in failed: Not today.');
    expect(signIns.of('ana')).toEqual({ phase: 'denied', flow: 'browser', words: 'Not today.' });
  });
});

describe('a sign-in by code', () => {
  test('shows the code, opens no page by itself, and copies the code', async () => {
    await start('ana', 'device');
    expect(signIns.of('ana')).toMatchObject({
      phase: 'device',
      userCode: 'CODE-1',
      pace: 'pending',
      opened: false,
      endsAt: clock.now() + 15 * minute,
    });
    expect(pages).toEqual([]);
    await signIns.copy('ana');
    expect(copied).toEqual(['CODE-1']);
  });

  test('needs no port and waits for nobody', async () => {
    holder = { pid: 42, program: 'python3' };
    await start('ana', 'device');
    await start('ben', 'device');
    expect(signIns.of('ben')).toMatchObject({ phase: 'device' });
  });

  test('gets a new code in place when the old one ran out, at the issuer or here', async () => {
    await start('ana', 'device');
    await end('device auth failed with status 410 Gone');
    expect(signIns.of('ana')).toMatchObject({ userCode: 'CODE-2', pace: 'pending' });
    await clock.advance(15 * minute);
    expect(signIns.of('ana')).toMatchObject({ userCode: 'CODE-3' });
    expect(begun.map(({ cancelled }) => cancelled)).toEqual([true, true, false]);
  });

  test('asks for no more codes when nobody uses them', async () => {
    await start('ana', 'device');
    await clock.advance(24 * 60 * minute);
    expect(begun).toHaveLength(5);
    expect(signIns.of('ana')).toMatchObject({ phase: 'failed', failure: { kind: 'stalled' } });
  });

  test('leaves an issuer alone that wants to be asked less often', async () => {
    await start('ana', 'device');
    await end('device auth failed with status 429 Too Many Requests');
    expect(signIns.of('ana')).toEqual({
      phase: 'expired',
      flow: 'device',
      pausedUntil: clock.now() + 10_000,
    });
    // The old code is over: it is nowhere to be had.
    expect(await signIns.copy('ana')).toBe(false);
    expect(await signIns.open('ana')).toBe(false);
    await clock.advance(9_999);
    expect(begun).toHaveLength(1);
    const asking = deferred<undefined>();
    onBegin = () => asking.promise.then(() => undefined);
    await clock.advance(1);
    // No “starting” in between: the sheet says that a new one takes the old one's place.
    expect(signIns.of('ana')).toMatchObject({ phase: 'expired' });
    asking.resolve(undefined);
    await settle();
    expect(signIns.of('ana')).toMatchObject({ userCode: 'CODE-2', pace: 'slow-down' });
  });

  test('that was denied asks for no other code', async () => {
    await start('ana', 'device');
    await end('device auth failed with status 401 Unauthorized');
    expect(signIns.of('ana')).toMatchObject({ phase: 'denied', flow: 'device' });
    expect(begun).toHaveLength(1);
  });
});

describe('any sign-in', () => {
  test('is done without the news of its end, once the account has a token', async () => {
    await start('ana', 'device');
    last().status = { kind: 'token', accessToken: 'x' };
    last().tell();
    await clock.advance(1_000);
    expect(kept).toEqual([['ana', false]]);
    expect(signIns.of('ana')).toMatchObject({ phase: 'done' });
  });

  test('goes on when something else of the account changed', async () => {
    await start('ana', 'device');
    last().tell();
    await clock.advance(1_000);
    expect(signIns.of('ana')).toMatchObject({ phase: 'device' });
    await end(null);
    expect(signIns.of('ana')).toMatchObject({ phase: 'done' });
  });

  test('that could not be begun keeps what was said', async () => {
    const said = failure({ kind: 'stalled', phase: 'account/login/start', silentMs: 15_000 });
    onBegin = () => Promise.reject(new FailureError(said));
    await start('ana', 'device');
    expect(signIns.of('ana')).toEqual({ phase: 'failed', flow: 'device', failure: said });
    await signIns.cancel('ana');
    expect(signIns.of('ana')).toBeNull();
  });

  test('that is cancelled while it begins ends what it began', async () => {
    const beginning = deferred<undefined>();
    onBegin = () => beginning.promise.then(() => undefined);
    await start('ana', 'browser');
    const cancelling = signIns.cancel('ana');
    expect(signIns.of('ana')).toBeNull();
    beginning.resolve(undefined);
    await cancelling;
    expect(last().cancelled).toBe(true);
    expect(pages).toEqual([]);
    expect(kept).toEqual([]);
  });

  test('takes the place of the one before: a code instead of the browser', async () => {
    await start('ana', 'browser');
    await start('ana', 'device');
    expect(begun.map(({ flow, cancelled }) => [flow, cancelled])).toEqual([
      ['browser', true],
      ['device', false],
    ]);
    expect(signIns.of('ana')).toMatchObject({ phase: 'device' });
  });

  test('is ended when all are', async () => {
    await start('ana', 'browser');
    await start('ben', 'browser');
    await start('cleo', 'device');
    await signIns.close();
    await signIns.close();
    expect(begun.every(({ cancelled }) => cancelled)).toBe(true);
    expect(clock.waiting).toBe(0);
  });
});
