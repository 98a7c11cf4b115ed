import { describe, expect, it } from 'vitest';
import { describeSignIn } from '../../../shared/describe-sign-in.ts';
import type { SignInAct } from '../../../shared/sign-in-buttons.ts';
import { failure } from '../../../shared/failure.ts';
import type { CredentialView, SignInView, WizardStep } from '../../../shared/credential.ts';
import { credentialView } from '../../fakes/credential-view.ts';
import { signInsAt } from '../../fakes/sign-ins-at.ts';
import { wizardStep } from '../../fakes/wizard-step.ts';

const now = new Date(2026, 10, 22, 14, 8, 6).getTime();
const endsAt = now + 872_000;

const signIns = signInsAt(now, endsAt);
const { device } = signIns;

const wizard = (type: WizardStep['type'], part: Partial<WizardStep> = {}): SignInView => ({
  phase: 'wizard',
  step: wizardStep(type, part),
});

const phases: Readonly<Record<string, SignInView>> = {
  ...signIns,
  'starting a code': { phase: 'starting', flow: 'device', since: now },
  'device, not opened': { ...device, opened: false },
  'wizard note': wizard('note'),
  'wizard progress': wizard('progress'),
  'wizard text': wizard('text', { sensitive: true }),
  'wizard confirm': wizard('confirm'),
  'wizard select': wizard('select', { title: 'Which account?' }),
  'wizard multiselect': wizard('multiselect'),
};

const wait = (waiting: number, continuing = waiting): CredentialView['state'] => ({
  phase: 'needs-sign-in',
  refusedAt: now,
  waiting,
  continuing,
});

const words = (signIn: SignInView, change: Partial<CredentialView> = {}) => {
  const view = credentialView(wait(3), { kind: 'account', acts: ['sign-in'], ...change, signIn });
  const described = describeSignIn(view, now);
  if (described === null) throw new Error('no words for a sign-in');
  return described;
};

const acts = (signIn: SignInView, change: Partial<CredentialView> = {}): readonly SignInAct[] =>
  words(signIn, change).buttons.map(({ act }) => act);

describe('the sheet of a sign-in', () => {
  it('is not there while nobody signs in', () => {
    expect(describeSignIn(credentialView(wait(1)), now)).toBeNull();
  });

  it.each(Object.entries(phases))('has words and a way out: %s', (_name, signIn) => {
    const sheet = words(signIn);
    expect(sheet.title).toMatch(/^[A-Z].*[^.!]$/);
    expect(sheet.sentence).toMatch(/^[A-Z].*[.”]$/);
    expect(`${sheet.title} ${sheet.sentence}`).not.toMatch(/undefined|null|oops|please|success/i);
    const out = sheet.buttons.filter(({ act }) => act === 'cancel' || act === 'close');
    expect(out).toHaveLength(1);
    expect(sheet.buttons.filter((button) => button.primary).length).toBeLessThanOrEqual(1);
    expect(new Set(sheet.buttons.map(({ label }) => label)).size).toBe(sheet.buttons.length);
  });

  it.each(['browser', 'device'] as const)('never has more than the whole left (%s)', (name) => {
    const view = { ...credentialView({ phase: 'not-checked' }), signIn: signIns[name] };
    expect(describeSignIn(view, now - 900)?.left).toBe('14:32 left');
    expect(describeSignIn(view, now + 900)?.left).toBe('14:32 left');
    expect(describeSignIn(view, endsAt + 5_000)?.left).toBe('0 s left');
  });

  it('of a device code says where to type it, what follows, and what is left', () => {
    expect(words(device)).toEqual({
      tone: 'attention',
      title: 'Finish in your browser',
      sentence:
        'Enter this code at auth.openai.com/codex/device. When it is done, 3 helpers go on, one first as a test.',
      code: 'WDKQ-7M4TX',
      status: 'Waiting for the browser',
      left: '14:32 left',
      buttons: [
        { label: 'Open again', act: 'open', primary: false },
        { label: 'Copy code', act: 'copy', primary: false },
        { label: 'Cancel', act: 'cancel', primary: false },
      ],
    });
  });

  it.each([
    [3, 1, 'When it is done, 1 helper goes on, 2 helpers ask you.'],
    [3, 2, 'When it is done, 2 helpers go on, one first as a test, 1 helper asks you.'],
    [1, 0, 'When it is done, 1 helper asks you.'],
  ])('counts of %i that wait only the %i that go on by themselves', (waiting, goingOn, said) => {
    const { sentence } = words(device, { state: wait(waiting, goingOn) });
    expect(sentence).toContain(said);
  });

  it('words the outcomes of a device code apart', () => {
    const of = (name: keyof typeof signIns) => words(signIns[name]);
    const four = (['device', 'slow-down', 'expired', 'denied'] as const).map(of);
    expect(new Set(four.map(({ title, status }) => `${title} ${status}`)).size).toBe(4);
    expect(of('slow-down').sentence).toContain('The code before is over.');
    expect(of('expired').sentence).toContain('a new one');
    // Too much was asked: nothing is asked for a while, and then a new code comes.
    const paused = words({ phase: 'expired', flow: 'device', pausedUntil: now + 10_000 });
    expect(paused).toMatchObject({
      title: 'OpenAI asked to slow down: the old code is over',
      code: null,
    });
    expect(paused.sentence).toContain('asks for a new one at 14:08:16.');
    expect(paused.sentence).toContain('Nothing for you to do.');
    const asking = words({ phase: 'expired', flow: 'device', pausedUntil: now });
    expect(asking.sentence).toContain('Asking OpenAI for a new one.');
    expect(of('denied').sentence).toBe(
      'You or OpenAI declined it in the browser. 3 helpers still wait. OpenAI said: “access_denied: the user declined”',
    );
  });

  it('has no primary button while the next step is in the browser', () => {
    for (const name of ['browser', 'device', 'starting', 'queued'] as const) {
      expect(words(signIns[name]).buttons.some((button) => button.primary)).toBe(false);
    }
  });

  it('offers a code where a browser cannot be used, and a key where one can be', () => {
    const { browser } = signIns;
    expect(acts(browser)).toEqual(['open', 'copy', 'device', 'cancel']);
    expect(acts(browser, { acts: ['sign-in', 'set-key'] })).toContain('key');
    expect(acts(signIns['port-taken'])[0]).toBe('device');
    expect(words(signIns['port-taken']).sentence).toContain('node (process 4711)');
  });

  it('keeps the words of the provider when it fails', () => {
    const sheet = words(signIns.failed);
    expect(sheet.title).toContain('proxy');
    expect(sheet.sentence).toContain('“workspace routing discovery failed”');
    expect(sheet.buttons[0]).toEqual({ label: 'Try again', act: 'browser', primary: true });
  });

  it.each<[WizardStep['type'], readonly SignInAct[]]>([
    ['note', ['continue', 'cancel']],
    ['progress', ['cancel']],
    ['text', ['answer', 'cancel']],
    ['confirm', ['yes', 'no', 'cancel']],
    ['select', ['answer', 'cancel']],
    ['multiselect', ['answer', 'cancel']],
  ])('answers a step of the wizard: %s', (type, expected) => {
    expect(acts(wizard(type))).toEqual(expected);
  });

  it('opens the page that a step of the wizard names', () => {
    const url = 'https://auth.openai.com/authorize';
    expect(acts(wizard('text', { url }))[0]).toBe('open');
  });

  it('says of a new code that it took the place of the old one', () => {
    const view = credentialView({ phase: 'not-checked' }, { signIn: { ...device, opened: false } });
    const sheet = describeSignIn(view, now, true);
    expect(sheet?.title).toBe('The old code expired: here is a new one');
    expect(sheet?.buttons[0]).toMatchObject({ label: 'Open with new code', act: 'open' });
    expect(sheet?.code).toBe('WDKQ-7M4TX');
  });

  it('lets nobody say what somebody else said', () => {
    const said = (failed: Parameters<typeof failure>[0], kind: CredentialView['kind']) =>
      words({ phase: 'failed', flow: 'browser', failure: failure(failed, 'no') }, { kind })
        .sentence;
    const network = { kind: 'unreachable', reason: 'network', target: 'https://x.test' } as const;
    expect(said(network, 'account')).toContain('codex said: “no”');
    expect(said(network, 'gateway-model-sign-in')).toContain('OpenClaw said: “no”');
    expect(said({ kind: 'forbidden', provider: 'OpenAI' }, 'account')).toContain('OpenAI said');
  });

  it('says that someone else signs in at the gateway', () => {
    const sheet = words(signIns.queued, { kind: 'gateway-model-sign-in' });
    expect(sheet.title).toBe('Someone else is signing in');
    expect(sheet.buttons.map(({ act }) => act)).toEqual(['cancel']);
  });

  it('claims nothing of helpers where none waits', () => {
    for (const signIn of Object.values(phases)) {
      const sheet = words(signIn, { state: { phase: 'not-checked' } });
      expect(sheet.sentence).not.toContain('helper');
    }
  });
});
