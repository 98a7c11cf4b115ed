import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CredentialView } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import { failed, ok } from '../../../shared/result.ts';
import { cliNow } from '../../support/cli-under-test.ts';
import { refusedCredential } from '../../support/scripted-panel.ts';
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

describe('bulkhead credentials', () => {
  it('lists every row in the words of the window, and the whole of it as JSON', async () => {
    const ended: CredentialView = workAccount({
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
    cli.show(refusedCredential(2), ended);
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
    expect(cli.asked()).toEqual([
      ['credentials.add-account', { label: 'Work', home: 'own' }],
      ['credentials.add-account', { label: 'Mine', home: 'codex' }],
    ]);
  });
});

describe("a sign-in of OpenClaw's own", () => {
  it('says before it uses administrator rights of OpenClaw why it asks for them', async () => {
    cli.show(workAccount({ kind: 'gateway-model-key', acts: ['set-key'] }));
    const stdin = 'sk-canary-1\n';
    const set = ['credentials', 'set', 'work', '--stdin'];
    const said = await cli.start(set, { stdin }).ended;
    expect(said.code).toBe(0);
    expect(said.out).toMatch(/^OpenClaw keeps it\. .*\(operator\.admin\).*\nSaved\.\n$/);
    const forScripts = await cli.start([...set, '--json'], { stdin }).ended;
    expect(jsonLines(forScripts.out)).toEqual([{ v: 1, ok: true }]);

    cli.show(workAccount({ kind: 'gateway-model-sign-in', acts: ['sign-in'] }));
    cli.panel.answer(() => failed(failure({ kind: 'protocol' })));
    const signing = await cli.start(['sign-in', 'work']).ended;
    expect(signing.out).toContain('(operator.admin)');
  });

  it('names the command that pairs the device that asked for those rights', async () => {
    const row = workAccount({ kind: 'gateway-model-key', acts: ['set-key', 'sign-in'] });
    cli.show(row);
    const refused = failure({ kind: 'pairing-required', requestId: '3f9c1e' });
    cli.panel.answer(() => failed(refused));
    const set = ['credentials', 'set', 'work', '--stdin'];
    const said = await cli.start(set, { stdin: 'sk-canary-1' }).ended;
    expect(said.code).not.toBe(0);
    expect(said.err).toContain('Run on its computer: openclaw devices approve 3f9c1e\n');
    const told = await cli.start([...set, '--json'], { stdin: 'sk-canary-1' }).ended;
    expect(jsonLines(told.out)).toMatchObject([{ ok: false, failure: { requestId: '3f9c1e' } }]);

    cli.panel.answer((name) => {
      const signIn = { phase: 'failed', flow: 'browser', failure: refused } as const;
      if (name === 'credentials.sign-in') cli.show({ ...row, signIn });
      return ok(null);
    });
    const signing = await cli.start(['sign-in', 'work']).ended;
    expect(signing.code).toBe(1);
    expect(signing.err).toContain('openclaw devices approve 3f9c1e');
  });
});

describe('bulkhead sign-out and check', () => {
  it('signs out', async () => {
    const { code, out } = await cli.start(['sign-out', 'work']).ended;
    expect({ code, out }).toEqual({ code: 0, out: 'Signed out.\n' });
    expect(cli.asked()).toEqual([['credentials.sign-out', { id: 'work' }]]);
    const json = await cli.start(['sign-out', 'work', '--json']).ended;
    expect(jsonLines(json.out)).toEqual([{ v: 1, ok: true }]);
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
      cli.show(workAccount({ state }));
      return ok(null);
    });
    const words = await cli.start(['check', 'work']).ended;
    expect(words.code).toBe(code);
    expect(words.out).toMatch(/^Work: \S/);
    const json = await cli.start(['check', 'work', '--json']).ended;
    expect(jsonLines(json.out)).toMatchObject([
      { v: 1, ok: true, credential: { id: 'work', phase: state.phase } },
    ]);
  });

  it('prints the row of a key that was refused, and why nothing could be told of another', async () => {
    const refused = { kind: 'unauthorized', credentialId: 'openai', generation: 1 } as const;
    cli.panel.answer(() => {
      cli.show(refusedCredential(2));
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
