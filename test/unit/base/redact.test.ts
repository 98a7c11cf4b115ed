import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../electron/base/redact.ts';

const secret = 'pässwört/+"quoted" \\ key-0123456789';
const plain = 'plainsecretvalue';

const letters = (length: number): string => 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU'.repeat(9).slice(0, length);
const hex = (length: number): string => '0123456789abcdef'.repeat(9).slice(0, length);

describe('Redactor', () => {
  it.each([
    ['as it is', plain],
    ['after Bearer', `Authorization: Bearer ${plain}`],
    ['in JSON', JSON.stringify({ deep: { note: `got ${plain}` } })],
    ['in a URL', `https://example.org/?q=${encodeURIComponent(plain)}&x=1`],
    ['as base64', Buffer.from(plain).toString('base64')],
    ['as base64 of a pair', Buffer.from(`user:${plain}`).toString('base64')],
    ['as base64url of a pair', Buffer.from(`me:${plain}`).toString('base64url')],
  ])('takes a known value out, %s', (_how, text) => {
    const redactor = createRedactor();
    redactor.know(plain);
    const clean = redactor.text(`before ${text} after`);
    expect(clean).toContain('[removed]');
    expect(clean).not.toContain(plain);
    expect(Buffer.from(clean, 'base64').toString()).not.toContain(plain.slice(2, -2));
    expect(clean.startsWith('before ')).toBe(true);
    expect(clean.endsWith(' after')).toBe(true);
  });

  it('takes a known value out in its escaped forms', () => {
    const redactor = createRedactor();
    redactor.know(secret);
    for (const form of [
      secret,
      JSON.stringify(secret),
      JSON.stringify(JSON.stringify(secret)),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(`x${secret}`).toString('base64'),
      Buffer.from(`xy${secret}`).toString('base64'),
    ]) {
      const clean = redactor.text(form);
      expect(clean).not.toContain('0123456789');
      expect(clean).toContain('[removed]');
    }
  });

  it('knows a secret that was given with its scheme', () => {
    const redactor = createRedactor();
    redactor.know(`Bearer ${plain}`);
    expect(redactor.text(plain)).toBe('[removed]');
  });

  it.each([
    ['Incorrect API key provided: sk-proj-abc123DEF456.', 'sk-proj'],
    ['invalid_grant: rt_Zm9vYmFyYmF6cXV4MTIz was used before', 'Zm9vYmFyYmF6'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here', 'eyJ'],
    ['authorization: bearer abc.def-123456', 'abc.def'],
    ['Authorization: Basic dXNlcjpwYXNz', 'dXNl'],
    ['http://ana:hunter2@example.org/x', 'hunter2'],
    ['GET /cb?code=abc123def&state=1', 'abc123def'],
    ['{"refresh_token":"r-1","id_token":"i-1","a":1}', 'r-1'],
    ['{\\"refresh_token\\":\\"r-1\\"}', 'r-1'],
    ['access_token=a-1', 'a-1'],
    ['"accessToken":"a-1"', 'a-1'],
    ['"refreshToken":"r-1"', 'r-1'],
    ['"idToken":"i-1"', 'i-1'],
    ['"deviceToken":"d-1"', 'd-1'],
    ['{"user_code":"WDKQ-7M4T"}', 'WDKQ'],
    ['device_code=dc-1', 'dc-1'],
    ['{"device_auth_id":"da-1"}', 'da-1'],
    ['code_verifier=v-1', 'v-1'],
    ['OPENAI_API_KEY=abc codex', '=abc'],
    ['x-api-key: abcdef', 'abcdef'],
    ['ghp_0123456789abcdefghij', 'ghp_0'],
  ])('takes out what only its shape or name gives away: %s', (text, gone) => {
    const clean = createRedactor().text(text);
    expect(clean).not.toContain(gone);
    expect(clean).toContain('[removed]');
  });

  it.each([
    '401 {"type":"error","error":{"type":"authentication_error","message":"Invalid bearer token"}}',
    'unauthorized: gateway token mismatch (AUTH_TOKEN_MISMATCH)',
    'unexpected status 401 Unauthorized: Invalid bearer token, url: http://127.0.0.1:1/v1/responses',
    'bearer authentication is needed',
    'totalTokens 42, exit code 1, ECONNREFUSED',
    'a risk-free task-list',
    'npm_config_cache_directory and npm_package_json_version_string',
    'hf_hub_download, co_authored_by_somebody_else, secret_santa_list_of_everybody',
    'rt_sigprocmask_and_its_relatives, re_export_every_single_name',
    'commit 0123456789abcdef0123456789abcdef01234567 of pat-answer',
    'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    '0b8f4a1e-2c3d-4e5f-8a9b-0c1d2e3f4a5b',
    'the password: it is wrong, the token: expired',
    'SG.something is no key, SKIPPED neither, AKIA alone nor',
    'https://example.org/a@b and mail to ana@example.org',
    'version v1.0-rc.1 of openclaw.atlasv1',
    'pa-rameter, ak-centuated, sl.system and key-value-store-of-everything',
  ])('leaves what a person needs to read: %s', (text) => {
    expect(createRedactor().text(text)).toBe(text);
  });

  it('takes members out by their name, whatever the spelling, and keeps counts and codes', () => {
    const redactor = createRedactor();
    expect(
      redactor.data({
        apiKey: 'a',
        API_KEY: 'a',
        Authorization: 'a',
        'set-cookie': ['a', 'b'],
        nested: [{ refresh_token: 'a', id_token: 'a', pin: { password: 1234 } }],
        totalTokens: 12,
        tokenSource: 'openclaw.json',
        code: 'ECONNREFUSED',
        grant: { code: 'WDKQ-7M4T' },
        token: null,
      }),
    ).toEqual({
      apiKey: '[removed]',
      API_KEY: '[removed]',
      Authorization: '[removed]',
      'set-cookie': ['[removed]', '[removed]'],
      nested: [
        { refresh_token: '[removed]', id_token: '[removed]', pin: { password: '[removed]' } },
      ],
      totalTokens: 12,
      tokenSource: 'openclaw.json',
      code: 'ECONNREFUSED',
      grant: { code: '[removed]' },
      token: null,
    });
  });

  it.each([
    ...['access_token', 'refreshToken', 'id_token', 'deviceToken', 'gatewayToken', 'userCode'],
    ...['device_code', 'device_auth_id', 'authorization_code', 'code_verifier'],
  ])('takes the member %s out', (name) => {
    expect(createRedactor().data({ [name]: 'abc' })).toEqual({ [name]: '[removed]' });
  });

  it('finds a known value in keys, errors with causes, maps and sets', () => {
    const redactor = createRedactor();
    redactor.know(plain);
    const error = new Error(`refused ${plain}`, { cause: { body: `x${plain}x` } });
    const shown = JSON.stringify(
      redactor.data([error, new Map([[plain, plain]]), new Set([plain]), { [plain]: 1 }]),
    );
    expect(shown).not.toContain(plain);
    expect(shown).toContain('[removed]');
  });

  it('stays bounded on data that is circular, deep, wide, long or hostile', () => {
    const redactor = createRedactor();
    const circular: Record<string, unknown> = { n: 1 };
    circular.self = circular;
    expect(redactor.data(circular)).toEqual({ n: 1, self: '[circular]' });
    let deep: unknown = 'end';
    for (let level = 0; level < 5000; level += 1) deep = { deep };
    expect(JSON.stringify(redactor.data(deep)).length).toBeLessThan(500);
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`k${at}`, at]));
    expect(Object.keys(redactor.data(wide) as object).length).toBeLessThan(300);
    expect(redactor.text('x'.repeat(3_000_000)).length).toBeLessThan(70_000);
    const trap = {
      get boom(): string {
        throw new Error('no');
      },
    };
    expect(redactor.data(trap)).toBe('[unreadable]');
    expect(redactor.data(JSON.parse('{"__proto__":{"token":"abc"}}'))).not.toHaveProperty('token');
    expect(redactor.data([undefined, 1n, Symbol('s'), () => 1, Buffer.from(plain)])).toEqual([
      undefined,
      '1',
      '[symbol]',
      '[function]',
      '[16 bytes]',
    ]);
  });

  it('leaves no beginning of a secret where a long text was cut', () => {
    const redactor = createRedactor();
    redactor.know(plain);
    const text = 'y'.repeat(1024 * 1024 - 8) + plain;
    expect(redactor.text(text)).not.toContain('plain');
  });

  it.each([
    ['over lines', `${plain.slice(0, 5)}\n${plain.slice(5)}`],
    ['in quoted lines', plain.split('').join('\r\n ')],
    ['as hex', Buffer.from(plain).toString('hex')],
    ['as upper-case hex', Buffer.from(plain).toString('hex').toUpperCase()],
    ['as wrapped base64', Buffer.from(plain).toString('base64').replaceAll(/.{7}/g, '$&\n')],
  ])('takes a known value out that is written %s', (_how, text) => {
    const redactor = createRedactor();
    redactor.know(plain);
    expect(redactor.text(`a ${text} b`)).toMatch(/^a \[removed\](?:\nQ==)? b$/);
    expect(redactor.known(`a ${text} b`)).toMatch(/^a \[removed\](?:\nQ==)? b$/);
  });

  it.each([
    ['as it is', (text: string) => text],
    ['JSON-escaped', (text: string) => JSON.stringify(text).slice(1, -1)],
    ['JSON-escaped with slashes', (text: string) => text.replaceAll('/', '\\/')],
    ['as hex', (text: string) => Buffer.from(text).toString('hex')],
    ['as base64', (text: string) => Buffer.from(text).toString('base64')],
    ['as base64url', (text: string) => Buffer.from(text).toString('base64url')],
    ['URL-encoded', (text: string) => encodeURIComponent(text)],
    [
      'URL-encoded wholly',
      (text: string) => Buffer.from(text).toString('hex').replaceAll(/../g, '%$&'),
    ],
  ])('takes a known value out that is written %s, whole, wrapped and in two pieces', (_how, as) => {
    const value = 'very/plain+secret~value';
    const written = as(value);
    const redactor = createRedactor();
    redactor.know(value);
    const isGone = (clean: string): void => {
      expect(clean).toContain('[removed]');
      expect(clean.replaceAll(/\s/g, '')).not.toContain(written.slice(3, -3));
    };
    isGone(redactor.text(`a ${written} b`));
    isGone(redactor.known(written.replaceAll(/.{5}/g, '$&\r\n')));
    for (let cut = 1; cut < written.length; cut += 1) {
      const stream = redactor.stream();
      const first = stream.push(`a ${written.slice(0, cut)}`);
      isGone(first + stream.push(`${written.slice(cut)} b`) + stream.flush());
    }
  });

  it('finds a known value that comes in pieces, however it was cut, and holds nothing else back', () => {
    const redactor = createRedactor();
    redactor.know(plain);
    const text = `before ${plain} plain plainsec after`;
    for (let size = 1; size <= text.length; size += 1) {
      const stream = redactor.stream();
      let shown = '';
      for (let from = 0; from < text.length; from += size) {
        shown += stream.push(text.slice(from, from + size));
      }
      expect(shown + stream.flush()).toBe('before [removed] plain plainsec after');
    }
    const stream = redactor.stream();
    expect(stream.push('nothing of it')).toBe('nothing of it');
    expect(stream.push('it ends with plain')).toBe('it ends with ');
    expect(stream.push(' words')).toBe('plain words');
  });

  it.each([
    ['a key of Anthropic', 'sk-ant-api03-abcdefghij'],
    ['a key of Stripe', 'sk_live_0123456789abcdefghij'],
    ['a key of Google', 'AIzaSyA0123456789abcdefghijklmnopqrstu'],
    ['a key of Groq', 'gsk_0123456789abcdefghij0123456789'],
    ['a key of xAI', 'xai-0123456789abcdefghij'],
    ['a key of Hugging Face', 'hf_abcdefghijKLMNOPqrstuv'],
    ['a key of npm', 'npm_0123456789abcdefghijABCDEFGHIJ012345'],
    ['a key of PyPI', 'pypi-AgEIcHlwaS5vcmcCJDEyMzQ'],
    ['a key of GitLab', 'glpat-0123456789abcdefghij'],
    ['a fine-grained key of GitHub', 'github_pat_11ABCDEFG0abcdefghijkl'],
    ['a key of AWS', 'ASIAIOSFODNN7EXAMPLE'],
    ['a key of Docker', 'dckr_pat_0123456789abcdefghij'],
    ['a key of Slack', 'xoxb-123456789012-abcdef'],
    ['a key of SendGrid', 'SG.0123456789abcdefghij.0123456789'],
    ['a key of Telegram', '123456789:AAE0123456789abcdefghijklmnopqrstuv'],
    ...[
      ['a key of OpenAI', `sk-proj-${letters(64)}`],
      ['a service account of OpenAI', `sk-svcacct-${letters(64)}`],
      ['a key of OpenRouter', `sk-or-v1-${hex(64)}`],
      ['a key of Replicate', `r8_${letters(37)}`],
      ['a key of Perplexity', `pplx-${letters(48)}`],
      ['a key of Cerebras', `csk-${letters(40)}`],
      ['a key of Fireworks', `fw_${letters(24)}`],
      ['a key of Together', `tgp_v1_${letters(43)}`],
      ['a key of Voyage', `pa-${letters(43)}`],
      ['a key of LangSmith', `lsv2_pt_${hex(32)}_${hex(10)}`],
      ['a user of GitHub', `gho_${letters(36)}`],
      ['a server of GitHub', `ghs_${letters(36)}`],
      ['a deploy token of GitLab', `gldt-${letters(20)}`],
      ['a runner of GitLab', `glrt-${letters(20)}`],
      ['a key of crates.io', `cio${letters(32)}`],
      ['a key of RubyGems', `rubygems_${hex(48)}`],
      ['a key of Buildkite', `bkua_${hex(40)}`],
      ['a key of DigitalOcean', `dop_v1_${hex(64)}`],
      ['an app of Azure', `aB38Q~${letters(34)}`],
      ['a key of Fly', `FlyV1 fm2_${letters(60)}`],
      ['a key of Netlify', `nfp_${letters(36)}`],
      ['a key of Databricks', `dapi${hex(32)}`],
      ['a key of Supabase', `sbp_${hex(40)}`],
      ['a secret key of Supabase', `sb_secret_${letters(31)}`],
      ['a key of Tailscale', `tskey-auth-${letters(12)}-${letters(32)}`],
      ['a key of Pulumi', `pul-${hex(40)}`],
      ['a key of Terraform', `${letters(14)}.atlasv1.${letters(60)}`],
      ['a key of Sentry', `sntryu_${hex(64)}`],
      ['a cookie of Slack', `xoxd-${letters(60)}`],
      ['an app of Slack', `xapp-1-A0123456-123456-${hex(64)}`],
      ['a secret of a web hook', `whsec_${letters(32)}`],
      ['a restricted key of Stripe', `rk_live_${letters(24)}`],
      ['a key of Twilio', `SK${hex(32)}`],
      ['a key of Mailgun', `key-${hex(32)}`],
      ['a newer key of Mailgun', `${hex(32)}-${hex(8)}-${hex(8)}`],
      ['a key of Mailchimp', `${hex(32)}-us12`],
      ['a key of Resend', `re_${letters(8)}_${letters(24)}`],
      ['a key of Linear', `lin_api_${letters(40)}`],
      ['a key of Notion', `ntn_${letters(46)}`],
      ['an older key of Notion', `secret_${letters(43)}`],
      ['a key of Figma', `figd_${letters(40)}`],
      ['a key of Airtable', `pat${letters(14)}.${hex(64)}`],
      ['a key of Postman', `PMAK-${hex(24)}-${hex(34)}`],
      ['an identity of age', `AGE-SECRET-KEY-1${letters(58).toUpperCase()}`],
    ],
    ['a key of Discord', 'MTA0123456789abcdefghijk.GabcdE.0123456789abcdefghijklmnopq'],
    ['a key of Vault', 'hvs.CAESIJ0123456789abcdefghij'],
  ])('knows %s by its shape', (_whose, key) => {
    const redactor = createRedactor();
    for (const text of [key, `is ${key} good`, `"${key}"`, `x=${key}`, `(${key}).`]) {
      expect(redactor.text(text)).not.toContain(key.slice(-8));
      expect(redactor.text(text)).toContain('[removed]');
    }
  });

  it('takes a private key out, whole or cut', () => {
    const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\nggSjAgEAAoIBAQC7VJTUt9Us8cKj';
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`;
    expect(createRedactor().text(`a\n${pem}\nb`)).toBe('a\n[removed]\nb');
    expect(createRedactor().text(`a\n${pem.slice(0, 80)}`)).toBe('a\n[removed]');
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    expect(createRedactor().text(certificate)).toBe(certificate);
  });

  it.each([
    '//registry.example.org/:_authToken=abcdef',
    'DefaultEndpointsProtocol=https;AccountKey=abc+/def==;EndpointSuffix=x',
    'postgres://ana:abcdef@db/x',
    'https://ana:p@abcdef@example.org/x',
    'https%3A%2F%2Fana%3Aabcdef%40example.org',
    'aws_secret_access_key = abcdef/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'AWS_SECRET_ACCESS_KEY=abcdefGH',
    '"SecretAccessKey": "abcdef/K7"',
    'https://x.blob.core.windows.net/c?sv=2022&sig=abcdef%3D',
    'machine example.org login ana password abcdef',
    'curl -u ana:abcdef https://example.org',
    '{"auths":{"x":{"auth": "abcdefGhI9=="}}}',
    'password: abcdef123',
    '  token: abcdef0123456789',
    'PrivateKey = abcdef0123456789=',
    'client-key-data: abcdef0123456789',
    'X-Auth-Key: abcdef',
    'x-goog-api-key: abcdef',
    'https://hooks.slack.com/services/T01234567/B01234567/abcdef',
    'https://discord.com/api/webhooks/123456789012345678/abcdef',
    'Private-Lines: 1\nabcdef+/=\nabcdef',
    'refresh 1//0abcdefghijklmnopqrstuvwxyz',
  ])('takes out what stands behind its name in a settings file: %s', (text) => {
    expect(createRedactor().text(text)).not.toMatch(/abc/);
  });
});
