import { describe, expect, it } from 'vitest';
import {
  describeCredential,
  describeCredentialShort,
} from '../../../shared/describe-credential.ts';
import { describeKeyring } from '../../../shared/describe-keyring.ts';
import { vaultNotices } from '../../../shared/describe-vault.ts';
import type { CredentialView } from '../../../shared/credential.ts';
import { credentialView } from '../../fakes/credential-view.ts';
import { moments } from './moments.ts';

const { now } = moments;

it('a key that is stored out of reach is not called none', () => {
  const needs = { phase: 'needs-sign-in', refusedAt: null, waiting: 1, continuing: 1 } as const;
  const locked = credentialView(needs, { generation: 0, store: 'keyring' });
  expect(describeCredential(locked, null, now)).toMatchObject({
    word: 'Locked away',
    declared: 'Locked away',
    store: 'in the password store',
  });
  expect(describeCredential(locked, null, now).sentence).toMatch(
    /^Its key is in the password store, which is not unlocked\. .+ 1 helper is waiting\.$/,
  );
  expect(describeCredentialShort(locked, now)).toBe('locked away');
});

describe('where a sign-in is kept', () => {
  it('is said of the next one where that is another place', () => {
    const good = { phase: 'good', lastWorkedAt: now } as const;
    const sentence = (change: Partial<CredentialView>): string =>
      describeCredential(credentialView(good, { kind: 'account', ...change }), null, now).sentence;
    expect(sentence({ store: 'memory', nextStore: 'file' })).toMatch(
      /It lasts until you quit\. The next sign-in is kept in a file\.$/,
    );
    expect(sentence({ store: 'file', nextStore: 'keyring' })).toMatch(
      /The next sign-in is kept in the password store\.$/,
    );
    expect(sentence({ store: 'file' })).not.toContain('next sign-in');
  });
});

it('says in the left column when a gateway refused it', () => {
  const state = { phase: 'refused-by-gateway', refusedAt: now } as const;
  expect(describeCredentialShort(credentialView(state), now)).toMatch(/^refused \d\d:\d\d$/);
});

it('says how to mend a password store', () => {
  expect(describeKeyring({ phase: 'locked' }).hint).toMatch(/ Unlock it, and they are kept\.$/);
  const none = describeKeyring({ phase: 'none', why: 'there is no session bus' });
  expect(none.title).toBe('There is no session bus');
  expect(none.hint).toContain('Start and unlock GNOME Keyring or KWallet');
  expect(describeKeyring({ phase: 'unlocked', backend: 'KWallet' }).title).toContain('KWallet');
  const practice = describeKeyring({ phase: 'practice' });
  expect(practice.hint).toBe(
    'They are gone when you leave practice. Your own stay where they are.',
  );
  expect(describeKeyring({ phase: 'asking' }).tone).toBe('neutral');
});

it('says it in the same words above the window and in the list of credentials', () => {
  for (const keyring of [
    { phase: 'locked' },
    { phase: 'none', why: 'no password store is running' },
  ] as const) {
    const { title, hint } = describeKeyring(keyring);
    expect(vaultNotices(keyring, [])).toMatchObject([{ title, text: hint }]);
  }
  expect(vaultNotices({ phase: 'unlocked', backend: 'KWallet' }, [])).toEqual([]);
  expect(vaultNotices({ phase: 'practice' }, [])).toEqual([]);
});
