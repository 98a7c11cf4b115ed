import { describe, expect, it } from 'vitest';
import { describePreflight, type Flight } from '../../../shared/describe-preflight.ts';
import { failure } from '../../../shared/failure.ts';
import type { PreflightFinding } from '../../../shared/preflight.ts';

const now = new Date(2026, 10, 22, 14, 8, 6).getTime();
const at = (hours: number, minutes: number) => new Date(2026, 10, 22, hours, minutes).getTime();

const each = {
  'will-fail': { kind: 'will-fail', failure: failure({ kind: 'not-found', command: 'codex' }) },
  'will-wait': {
    kind: 'will-wait',
    credentialId: 'openai',
    provider: 'OpenAI',
    refusedAt: at(14, 2),
  },
  'writes-widely': { kind: 'writes-widely', folder: '/home/ana', reach: 'home', others: [] },
  'writes-with': { kind: 'writes-with', folder: '/srv/api', who: 'helper', name: 'fix-tests' },
  'folder-slow': { kind: 'folder-slow' },
  'will-queue': { kind: 'will-queue', alive: 20, limit: 20 },
  'short-of': { kind: 'short-of', what: 'disk', left: 1_240_000_000 },
  'ends-soon': { kind: 'ends-soon', credentialId: 'openai', endsAt: at(18, 40) },
  'shares-with-session': { kind: 'shares-with-session', provider: 'OpenAI', session: 'main' },
} satisfies { readonly [K in PreflightFinding['kind']]: PreflightFinding & { readonly kind: K } };

const words = (findings: readonly PreflightFinding[], part: Partial<Flight> = {}) =>
  describePreflight({ findings, codex: '0.169.0', isWhole: true, byKey: false, ...part }, now);

describe('what a spawn would meet', () => {
  it.each([
    ['will-fail', 'Will fail: codex was not found.', 'Start anyway'],
    ['will-wait', 'Will wait: sign-in refused at 14:02.', 'Start when signed in'],
    ['will-queue', 'Will be queued.', 'Start when a slot is free'],
    ['short-of', 'Little space left on the disk: 1.2 GB.', 'Start'],
    ['ends-soon', 'Its sign-in ends 18:40 and cannot renew itself.', 'Start'],
    ['shares-with-session', 'Session main uses the same sign-in to OpenAI.', 'Start'],
  ] as const)('%s is “%s”, and the button says “%s”', (kind, title, label) => {
    const flight = words([each[kind]]);
    expect(flight.first.title).toBe(title);
    expect(flight.label).toBe(label);
  });

  it('is said by its weight, whatever the order it was found in', () => {
    const { first, others } = words(Object.values(each).toReversed());
    expect(first.tone).toBe('fail');
    expect(others.map(({ title }) => title.split(' ')[0])).toEqual([
      'Will',
      'Will',
      'Session',
      'Little',
      'Its',
    ]);
  });

  it('says what mends a sandbox that cannot run', () => {
    const { first } = words([{ kind: 'will-fail', failure: failure({ kind: 'no-sandbox' }) }]);
    expect(first).toMatchObject({
      title: 'Will fail: codex’s sandbox cannot run here, so that every command would fail.',
      detail: 'Install bubblewrap, or allow user namespaces on this computer.',
    });
  });

  it.each([
    [
      'home',
      '/home/ana',
      [],
      'It may write in all of your home folder. A command could change ~/.bashrc or what starts with your session.',
    ],
    [
      'home',
      '/home',
      ['fix-tests'],
      'It may write in all of your home folder. A command could change ~/.bashrc or what starts with your session. fix-tests works below it.',
    ],
    [
      'everything',
      '/',
      [],
      'It may write in every folder of this computer. A command could change any file that is yours.',
    ],
    [
      'others',
      '/srv',
      ['a', 'b', 'c', 'd'],
      'It may write where a, b and 2 more work. /srv lies above their folders: each could change what the others work on.',
    ],
  ] as const)('asks before it writes in %s (%s, %j)', (reach, folder, others, refusal) => {
    const {
      consent,
      first,
      folder: lines,
    } = words([{ kind: 'writes-widely', folder, reach, others }]);
    expect(consent?.refusal).toBe(refusal);
    expect(consent?.question).toBe(`Let its commands write in all of ${folder}`);
    expect(lines.map(({ title, detail }) => `${title} ${detail}`)).toEqual([refusal]);
    expect(first.title).toBe('Ready.');
  });

  it('names who else writes in the folder, and asks nothing for that', () => {
    const { folder, consent, label } = words([each['writes-with']]);
    expect(folder.map(({ title }) => title)).toEqual([
      'Helper fix-tests writes in this folder too.',
    ]);
    expect([consent, label]).toEqual([null, 'Start']);
  });

  it('does not promise a folder that has not answered', () => {
    const { first, folder } = words([each['folder-slow']]);
    expect(first.detail).toBe('codex 0.169.0, sign-in, free slot');
    expect(folder[0]?.title).toBe('The folder has not answered yet.');
  });

  it('promises the folder only when main has looked at it', () => {
    expect(words([]).first.detail).toBe('codex 0.169.0, sign-in, folder, free slot');
    expect(words([], { isWhole: false }).first.detail).toBe('codex 0.169.0, sign-in, free slot');
    expect(words([], { codex: null }).first.title).toBe('Still looking for codex.');
  });

  it('names a key or a sign-in that was never there', () => {
    const none = { ...each['will-wait'], refusedAt: null };
    expect(words([none], { byKey: true }).first.title).toBe('Will wait: no key for OpenAI yet.');
    expect(words([none]).first.title).toBe('Will wait: not signed in to OpenAI yet.');
    expect(words([{ ...none, isLockedAway: true }]).first.title).toBe(
      'Will wait: the password store is locked.',
    );
  });

  it('offers what mends it and nothing else', () => {
    const mends = Object.values(each).map((one) => words([one]).first.mend);
    expect(mends).toEqual(['settings', 'sign-in', ...Array.from({ length: 7 }, () => null)]);
    const folder = failure({ kind: 'misconfigured', what: 'the folder /x is gone', folder: '/x' });
    expect(words([{ kind: 'will-fail', failure: folder }]).first.mend).toBeNull();
  });
});
