import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { SignInView } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import { failed } from '../../../shared/result.ts';
import { cliNow } from '../../support/cli-under-test.ts';
import { refusedCredential } from '../../support/scripted-panel.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  jsonLines,
  openCredentialsCli,
  workAccount,
  type CredentialsCli,
} from './credentials-cli.ts';

let cli: CredentialsCli;
beforeEach(async () => {
  cli = await openCredentialsCli();
});
afterEach(() => cli.close());

const device: SignInView = {
  phase: 'device',
  since: cliNow,
  endsAt: cliNow + 872_000,
  verificationUrl: 'https://auth.example.org/codex/device',
  userCode: 'ABCD-1234',
  pace: 'pending',
  opened: false,
};
const browser: SignInView = {
  phase: 'browser',
  since: cliNow,
  endsAt: cliNow + 600_000,
  opened: true,
};

const display = { DISPLAY: ':0' };

describe('bulkhead sign-in', () => {
  it('prints address, code and what is left, and ends with 0 when it is signed in', async () => {
    cli.show(workAccount());
    cli.answerSignIn({ phase: 'starting', flow: 'device', since: cliNow });
    const signing = cli.start(['sign-in', 'work', '--device']);
    await waitFor('the start', () => signing.out().includes('Asking OpenAI for a code.'));
    cli.show(workAccount({ signIn: device }));
    await waitFor('the code', () => signing.out().includes('ABCD-1234'));
    expect(signing.out()).toContain('\n    https://auth.example.org/codex/device\n');
    expect(signing.out()).toContain('14:32 left. Ctrl+C cancels.');
    cli.show(workAccount({ signIn: { phase: 'done', at: cliNow }, generation: 2 }));
    const { code, out, err } = await signing.ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Signed in. OpenAI accepted the sign-in.');
    expect(cli.asked()).toEqual([['credentials.sign-in', { id: 'work', flow: 'device' }]]);
  });

  it('prints a line of JSON for every step, the last one with the credential', async () => {
    cli.show(workAccount());
    cli.answerSignIn(device);
    const signing = cli.start(['sign-in', 'work', '--device', '--json']);
    await waitFor('the code', () => signing.out().includes('ABCD-1234'));
    cli.show(workAccount({ signIn: device, version: 2 }));
    cli.show(workAccount({ signIn: { phase: 'done', at: cliNow }, generation: 2 }));
    const { code, out } = await signing.ended;
    expect(code).toBe(0);
    const printed = jsonLines(out);
    expect(printed).toHaveLength(2);
    expect(printed[0]).toEqual({ v: 1, id: 'work', signIn: device });
    expect(printed[1]).toMatchObject({
      v: 1,
      ok: true,
      id: 'work',
      signIn: { phase: 'done' },
      credential: { id: 'work', generation: 2 },
    });
  });

  it.each([
    [display, 'browser', 'Signing in with the browser.'],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'browser', 'Signing in with the browser.'],
    [{}, 'device', 'There is no display here: signing in with a code.'],
    [{ ...display, SSH_CONNECTION: '1 2 3 4' }, 'device', 'There is no display here'],
  ])('chooses the flow by the display, and says so: %j', async (env, flow, words) => {
    cli.show(workAccount());
    cli.answerSignIn({ phase: 'done', at: cliNow });
    const { code, out } = await cli.start(['sign-in', 'work'], { env }).ended;
    expect(code).toBe(0);
    expect(out).toContain(words);
    expect(cli.asked()).toEqual([['credentials.sign-in', { id: 'work', flow }]]);
  });

  it.each<[string, SignInView, string]>([
    [
      'denied',
      { phase: 'denied', flow: 'device', words: 'access_denied' },
      'OpenAI said: “access_denied”',
    ],
    [
      'failed',
      {
        phase: 'failed',
        flow: 'browser',
        failure: failure({ kind: 'unreachable', reason: 'proxy', target: 'auth' }, 'a portal'),
      },
      'The sign-in ended.',
    ],
    [
      'with another program on the port',
      { phase: 'port-taken', pid: 7, program: 'nc' },
      'bulkhead sign-in work --device',
    ],
    ['without a word from the browser', { phase: 'expired', flow: 'browser' }, 'ran out'],
  ])('ends with 1 when it ended %s, and says why', async (_how, end, words) => {
    cli.show(workAccount());
    cli.answerSignIn(browser);
    const signing = cli.start(['sign-in', 'work', '--json'], { env: display });
    await waitFor('the browser', () => signing.out().includes('browser'));
    cli.show(workAccount({ signIn: end }));
    const { code, out, err } = await signing.ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^bulkhead: /);
    expect(err).toContain(words);
    expect(jsonLines(out).at(-1)).toMatchObject({ v: 1, ok: false, signIn: { phase: end.phase } });
  });

  it('follows a code that ran out to the next one', async () => {
    cli.show(workAccount());
    cli.answerSignIn(device);
    const signing = cli.start(['sign-in', 'work', '--device']);
    await waitFor('the code', () => signing.out().includes('ABCD-1234'));
    cli.show(workAccount({ signIn: { phase: 'expired', flow: 'device' } }));
    cli.show(workAccount({ signIn: { ...device, userCode: 'WXYZ-9876' } }));
    await waitFor('the next code', () => signing.out().includes('WXYZ-9876'));
    cli.show(workAccount({ signIn: { phase: 'done', at: cliNow }, generation: 2 }));
    expect((await signing.ended).code).toBe(0);
  });

  it('cancels the sign-in on Ctrl+C, and ends with 1 when it is over', async () => {
    cli.show(workAccount());
    cli.answerSignIn(device);
    const signing = cli.start(['sign-in', 'work', '--device']);
    await waitFor('the code', () => signing.out().includes('ABCD-1234'));
    signing.interrupt();
    const { code, err } = await signing.ended;
    expect({ code, err }).toEqual({ code: 1, err: 'bulkhead: The sign-in was cancelled.\n' });
    expect(cli.asked().at(-1)).toEqual(['credentials.sign-in-cancel', { id: 'work' }]);
  });

  it('knows one that the window closed as done by its new generation', async () => {
    cli.show(workAccount());
    cli.answerSignIn(browser);
    const signing = cli.start(['sign-in', 'work'], { env: display });
    await waitFor('the browser', () => signing.out().includes('Finish in your browser'));
    cli.show(workAccount({ generation: 2 }));
    expect(await signing.ended).toMatchObject({ code: 0, err: '' });
  });

  it('does not wait for ever when the credential or the app goes away', async () => {
    cli.show(workAccount());
    cli.answerSignIn(device);
    const removed = cli.start(['sign-in', 'work', '--device']);
    await waitFor('the code', () => removed.out().includes('ABCD-1234'));
    cli.show();
    expect((await removed.ended).code).toBe(2);
    cli.show(workAccount());
    const left = cli.start(['sign-in', 'work', '--device']);
    await waitFor('the code', () => left.out().includes('ABCD-1234'));
    await cli.closeServer();
    expect((await left.ended).code).toBe(1);
  });

  it('sends a question of OpenClaw to the window', async () => {
    cli.show(workAccount({ kind: 'gateway-model-sign-in' }));
    cli.answerSignIn({
      phase: 'wizard',
      step: {
        id: 's1',
        type: 'select',
        title: null,
        message: 'Which?\u001b[2J',
        sensitive: false,
        url: 'https://auth.example.org/x',
        options: [],
      },
    });
    const signing = cli.start(['sign-in', 'work']);
    await waitFor('the question', () => signing.out().includes('Which?'));
    expect(signing.out()).toContain('    https://auth.example.org/x\n');
    expect(signing.out()).toContain('Answer it in the window: bulkhead show');
    expect(signing.out()).not.toContain('\u001b');
    signing.interrupt();
    expect((await signing.ended).code).toBe(1);
  });

  it('gives a key from standard input, and shows it nowhere', async () => {
    cli.show(refusedCredential(1));
    const stdin = 'sk-canary-1\n';
    const saved = await cli.start(['sign-in', 'openai', '--api-key-stdin'], { stdin }).ended;
    expect(saved).toEqual({ code: 0, out: 'Saved.\n', err: '' });
    expect(cli.asked()).toEqual([['credentials.set', { id: 'openai', secret: 'sk-canary-1' }]]);
  });

  it.each<[readonly string[], number, string]>([
    [['sign-in', 'nobody'], 2, 'nobody'],
    [['sign-in', 'openai'], 2, '--api-key-stdin'],
    [['sign-in', 'work', '--api-key-stdin'], 2, 'takes no key'],
    [['sign-in', 'device'], 2, 'bulkhead gateway retry'],
    [['sign-in', 'nothing'], 2, 'nothing to sign in to'],
  ])('asks for nothing when that cannot be: %j', async (args, code, words) => {
    cli.show(
      refusedCredential(1),
      workAccount(),
      workAccount({ id: 'device', kind: 'device-token', acts: ['pair'] }),
      workAccount({ id: 'nothing', acts: [] }),
    );
    const answer = await cli.start(args, { stdin: 'sk-canary-1' }).ended;
    expect(answer.code).toBe(code);
    expect(answer.err).toContain(words);
    expect(cli.panel.asked).toEqual([]);
  });

  it('ends as the refusal of the panel says', async () => {
    cli.show(workAccount());
    cli.panel.answer(() => failed(failure({ kind: 'needs-confirmation', what: 'Sign in' })));
    const { code, out } = await cli.start(['sign-in', 'work', '--device', '--json']).ended;
    expect(code).toBe(1);
    expect(jsonLines(out)).toMatchObject([{ ok: false, failure: { kind: 'needs-confirmation' } }]);
  });
});
