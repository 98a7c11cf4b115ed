import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CredentialView, SignInView } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import { failed, ok } from '../../../shared/result.ts';
import { cliNow, openCli, type CliUnderTest } from '../../support/cli-under-test.ts';
import { refusedCredential } from '../../support/scripted-panel.ts';
import { waitFor } from '../../support/wait-for.ts';

let cli: CliUnderTest;
beforeEach(async () => {
  cli = await openCli();
});
afterEach(() => cli.close());

const account = (change: Partial<CredentialView> = {}): CredentialView => ({
  ...refusedCredential(3),
  id: 'work',
  label: 'Work',
  kind: 'account',
  acts: ['sign-in', 'sign-out', 'check'],
  ...change,
});

const show = (...credentials: readonly CredentialView[]): void =>
  cli.panel.store.setCredentials(credentials);

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

/** Answers a sign-in as the panel does: it is under way before the answer. */
const answerSignIn = (first: SignInView): void =>
  cli.panel.answer((name) => {
    if (name === 'credentials.sign-in') show(account({ signIn: first }));
    if (name === 'credentials.sign-in-cancel') show(account());
    return ok(null);
  });

const asked = () => cli.panel.asked.map(({ name, input }) => [name, input]);
const lines = (text: string): unknown[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

const display = { DISPLAY: ':0' };

describe('bulkhead credentials', () => {
  it('lists every row in the words of the window, and the whole of it as JSON', async () => {
    const ended: CredentialView = account({
      id: 'expired',
      label: 'Spare',
      state: { phase: 'good', lastWorkedAt: cliNow - 180_000 },
      lastWorkedAt: cliNow - 180_000,
      lastRefusedAt: null,
      declared: {
        account: 'ana@example.org',
        plan: 'plus',
        endsAt: cliNow - 600_000,
        canRenew: true,
        gatewaySays: null,
      },
      finding: { kind: 'works-though-ended', workedAt: cliNow - 180_000 },
    });
    show(refusedCredential(2), ended);
    for (const args of [['credentials'], ['credentials', 'list']]) {
      const { code, out } = await cli.start(args).ended;
      expect(code).toBe(0);
      const rows = out.trimEnd().split('\n');
      expect(rows[0]).toMatch(/^ID +KIND +STATE +DECLARED +OBSERVED$/);
      expect(rows[1]).toMatch(/^openai +API key +Needs sign-in +No end +Refused /);
      expect(rows[2]).toContain('OpenAI API key: OpenAI refused this key at');
      expect(rows[2]).toContain('2 helpers are waiting.');
      expect(rows[3]).toMatch(/^expired +Account +Good +Ended .+, can renew +Worked 3 min ago$/);
      expect(rows[4]).toContain('Spare: Signed in as ana@example.org. Last worked 3 min ago.');
      expect(rows[5]).toContain('it worked 3 min ago: nothing to do.');
    }
    const all = await cli.start(['credentials', '--json']).ended;
    const json = JSON.parse(all.out) as { v: number; credentials: unknown[] };
    expect(json.v).toBe(1);
    expect(json.credentials[1]).toEqual({
      id: 'expired',
      label: 'Spare',
      provider: 'OpenAI',
      kind: 'account',
      phase: 'good',
      state: ended.state,
      generation: 1,
      store: 'memory',
      declared: ended.declared,
      observed: {
        workedAt: cliNow - 180_000,
        workedBy: null,
        refusedAt: null,
        refusedBy: null,
        refusedCode: null,
      },
      finding: { kind: 'works-though-ended', workedAt: cliNow - 180_000 },
      signIn: null,
      acts: ['sign-in', 'sign-out', 'check'],
    });
    const status = await cli.start(['status', '--json']).ended;
    expect(JSON.parse(status.out)).toMatchObject({ credentials: json.credentials });
  });
});

describe('bulkhead credentials add-account', () => {
  it('adds one and prints its id', async () => {
    cli.panel.answer(() => ok({ id: 'work' }));
    const added = await cli.start(['credentials', 'add-account', 'Work']).ended;
    expect(added).toEqual({ code: 0, out: 'work\n', err: '' });
    await cli.start(['credentials', 'add-account', 'Mine', '--adopt-codex']).ended;
    expect(asked()).toEqual([
      ['credentials.add-account', { label: 'Work', home: 'own' }],
      ['credentials.add-account', { label: 'Mine', home: 'codex' }],
    ]);
  });
});

describe('bulkhead sign-in', () => {
  it('prints address, code and what is left, and ends with 0 when it is signed in', async () => {
    show(account());
    answerSignIn({ phase: 'starting', flow: 'device', since: cliNow });
    const signing = cli.start(['sign-in', 'work', '--device']);
    await waitFor('the start', () => signing.out().includes('Asking OpenAI for a code.'));
    show(account({ signIn: device }));
    await waitFor('the code', () => signing.out().includes('ABCD-1234'));
    expect(signing.out()).toContain('\n    https://auth.example.org/codex/device\n');
    expect(signing.out()).toContain('14:32 left. Ctrl+C cancels.');
    show(account({ signIn: { phase: 'done', at: cliNow }, generation: 2 }));
    const { code, out, err } = await signing.ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Signed in. OpenAI accepted the sign-in.');
    expect(asked()).toEqual([['credentials.sign-in', { id: 'work', flow: 'device' }]]);
  });

  it('prints a line of JSON for every step, the last one with the credential', async () => {
    show(account());
    answerSignIn(device);
    const signing = cli.start(['sign-in', 'work', '--device', '--json']);
    await waitFor('the code', () => signing.out().includes('ABCD-1234'));
    show(account({ signIn: device, version: 2 }));
    show(account({ signIn: { phase: 'done', at: cliNow }, generation: 2 }));
    const { code, out } = await signing.ended;
    expect(code).toBe(0);
    const printed = lines(out);
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
    show(account());
    answerSignIn({ phase: 'done', at: cliNow });
    const { code, out } = await cli.start(['sign-in', 'work'], { env }).ended;
    expect(code).toBe(0);
    expect(out).toContain(words);
    expect(asked()).toEqual([['credentials.sign-in', { id: 'work', flow }]]);
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
    show(account());
    answerSignIn(browser);
    const signing = cli.start(['sign-in', 'work', '--json'], { env: display });
    await waitFor('the browser', () => signing.out().includes('browser'));
    show(account({ signIn: end }));
    const { code, out, err } = await signing.ended;
    expect(code).toBe(1);
    expect(err).toMatch(/^bulkhead: /);
    expect(err).toContain(words);
    expect(lines(out).at(-1)).toMatchObject({ v: 1, ok: false, signIn: { phase: end.phase } });
  });

  it('follows a code that ran out to the next one', async () => {
    show(account());
    answerSignIn(device);
    const signing = cli.start(['sign-in', 'work', '--device']);
    await waitFor('the code', () => signing.out().includes('ABCD-1234'));
    show(account({ signIn: { phase: 'expired', flow: 'device' } }));
    show(account({ signIn: { ...device, userCode: 'WXYZ-9876' } }));
    await waitFor('the next code', () => signing.out().includes('WXYZ-9876'));
    show(account({ signIn: { phase: 'done', at: cliNow }, generation: 2 }));
    expect((await signing.ended).code).toBe(0);
  });

  it('cancels the sign-in on Ctrl+C, and ends with 1 when it is over', async () => {
    show(account());
    answerSignIn(device);
    const signing = cli.start(['sign-in', 'work', '--device']);
    await waitFor('the code', () => signing.out().includes('ABCD-1234'));
    signing.interrupt();
    const { code, err } = await signing.ended;
    expect({ code, err }).toEqual({ code: 1, err: 'bulkhead: The sign-in was cancelled.\n' });
    expect(asked().at(-1)).toEqual(['credentials.sign-in-cancel', { id: 'work' }]);
  });

  it('knows one that the window closed as done by its new generation', async () => {
    show(account());
    answerSignIn(browser);
    const signing = cli.start(['sign-in', 'work'], { env: display });
    await waitFor('the browser', () => signing.out().includes('Finish in your browser'));
    show(account({ generation: 2 }));
    expect(await signing.ended).toMatchObject({ code: 0, err: '' });
  });

  it('does not wait for ever when the credential or the app goes away', async () => {
    show(account());
    answerSignIn(device);
    const removed = cli.start(['sign-in', 'work', '--device']);
    await waitFor('the code', () => removed.out().includes('ABCD-1234'));
    show();
    expect((await removed.ended).code).toBe(2);
    show(account());
    const left = cli.start(['sign-in', 'work', '--device']);
    await waitFor('the code', () => left.out().includes('ABCD-1234'));
    await cli.closeServer();
    expect((await left.ended).code).toBe(1);
  });

  it('sends a question of OpenClaw to the window', async () => {
    show(account({ kind: 'gateway-model-sign-in' }));
    answerSignIn({
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
    show(refusedCredential(1));
    const stdin = 'sk-canary-1\n';
    const saved = await cli.start(['sign-in', 'openai', '--api-key-stdin'], { stdin }).ended;
    expect(saved).toEqual({ code: 0, out: 'Saved.\n', err: '' });
    expect(asked()).toEqual([['credentials.set', { id: 'openai', secret: 'sk-canary-1' }]]);
  });

  it('says before it uses administrator rights of OpenClaw why it asks for them', async () => {
    show(account({ kind: 'gateway-model-key', acts: ['set-key'] }));
    const stdin = 'sk-canary-1\n';
    const set = ['credentials', 'set', 'work', '--stdin'];
    const said = await cli.start(set, { stdin }).ended;
    expect(said.code).toBe(0);
    expect(said.out).toMatch(/^OpenClaw keeps it\. .*\(operator\.admin\).*\nSaved\.\n$/);
    const forScripts = await cli.start([...set, '--json'], { stdin }).ended;
    expect(lines(forScripts.out)).toEqual([{ v: 1, ok: true }]);

    show(account({ kind: 'gateway-model-sign-in', acts: ['sign-in'] }));
    cli.panel.answer(() => failed(failure({ kind: 'protocol' })));
    const signing = await cli.start(['sign-in', 'work']).ended;
    expect(signing.out).toContain('(operator.admin)');
  });

  it('names the command that pairs the device that asked for those rights', async () => {
    const row = account({ kind: 'gateway-model-key', acts: ['set-key', 'sign-in'] });
    show(row);
    const refused = failure({ kind: 'pairing-required', requestId: '3f9c1e' });
    cli.panel.answer(() => failed(refused));
    const set = ['credentials', 'set', 'work', '--stdin'];
    const said = await cli.start(set, { stdin: 'sk-canary-1' }).ended;
    expect(said.code).not.toBe(0);
    expect(said.err).toContain('Run on its computer: openclaw devices approve 3f9c1e\n');
    const told = await cli.start([...set, '--json'], { stdin: 'sk-canary-1' }).ended;
    expect(lines(told.out)).toMatchObject([{ ok: false, failure: { requestId: '3f9c1e' } }]);

    cli.panel.answer((name) => {
      const signIn = { phase: 'failed', flow: 'browser', failure: refused } as const;
      if (name === 'credentials.sign-in') show({ ...row, signIn });
      return ok(null);
    });
    const signing = await cli.start(['sign-in', 'work']).ended;
    expect(signing.code).toBe(1);
    expect(signing.err).toContain('openclaw devices approve 3f9c1e');
  });

  it.each<[readonly string[], number, string]>([
    [['sign-in', 'nobody'], 2, 'nobody'],
    [['sign-in', 'openai'], 2, '--api-key-stdin'],
    [['sign-in', 'work', '--api-key-stdin'], 2, 'takes no key'],
    [['sign-in', 'device'], 2, 'bulkhead gateway retry'],
    [['sign-in', 'nothing'], 2, 'nothing to sign in to'],
  ])('asks for nothing when that cannot be: %j', async (args, code, words) => {
    show(
      refusedCredential(1),
      account(),
      account({ id: 'device', kind: 'device-token', acts: ['pair'] }),
      account({ id: 'nothing', acts: [] }),
    );
    const answer = await cli.start(args, { stdin: 'sk-canary-1' }).ended;
    expect(answer.code).toBe(code);
    expect(answer.err).toContain(words);
    expect(cli.panel.asked).toEqual([]);
  });

  it('ends as the refusal of the panel says', async () => {
    show(account());
    cli.panel.answer(() => failed(failure({ kind: 'needs-confirmation', what: 'Sign in' })));
    const { code, out } = await cli.start(['sign-in', 'work', '--device', '--json']).ended;
    expect(code).toBe(1);
    expect(lines(out)).toMatchObject([{ ok: false, failure: { kind: 'needs-confirmation' } }]);
  });
});

describe('bulkhead sign-out and check', () => {
  it('signs out', async () => {
    const { code, out } = await cli.start(['sign-out', 'work']).ended;
    expect({ code, out }).toEqual({ code: 0, out: 'Signed out.\n' });
    expect(asked()).toEqual([['credentials.sign-out', { id: 'work' }]]);
    const json = await cli.start(['sign-out', 'work', '--json']).ended;
    expect(lines(json.out)).toEqual([{ v: 1, ok: true }]);
    cli.panel.answer(() => failed(failure({ kind: 'unknown-id', what: 'x' })));
    expect((await cli.start(['sign-out', 'x']).ended).code).toBe(2);
  });

  it.each<[CredentialView['state'], number]>([
    [{ phase: 'good', lastWorkedAt: cliNow }, 0],
    [{ phase: 'limited', opensAt: null }, 0],
    [{ phase: 'needs-sign-in', refusedAt: cliNow, waiting: 0, continuing: 0 }, 4],
    [{ phase: 'refused-by-gateway', refusedAt: cliNow }, 4],
  ])('checks, prints the row as it then is, and ends by it: %j', async (state, code) => {
    cli.panel.answer(() => {
      show(account({ state }));
      return ok(null);
    });
    const words = await cli.start(['check', 'work']).ended;
    expect(words.code).toBe(code);
    expect(words.out).toMatch(/^Work: \S/);
    const json = await cli.start(['check', 'work', '--json']).ended;
    expect(lines(json.out)).toMatchObject([
      { v: 1, ok: true, credential: { id: 'work', phase: state.phase } },
    ]);
  });

  it('prints the row of a key that was refused, and why nothing could be told of another', async () => {
    const refused = { kind: 'unauthorized', credentialId: 'openai', generation: 1 } as const;
    cli.panel.answer(() => {
      show(refusedCredential(2));
      return failed(failure({ ...refused, provider: 'OpenAI' }));
    });
    const told = await cli.start(['check', 'openai']).ended;
    expect(told.code).toBe(4);
    expect(told.out).toContain('OpenAI refused this key at');
    cli.panel.answer(() => failed(failure({ kind: 'cannot-tell', provider: 'Acme' })));
    const unknown = await cli.start(['check', 'openai']).ended;
    expect(unknown.code).toBe(1);
    expect(unknown.err).toContain('Only a model call can tell whether Acme takes it');
  });
});
