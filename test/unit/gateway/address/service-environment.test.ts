import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { unitEnvironment } from '../../../../electron/gateway/address/service-environment.ts';
import { OpenclawHome } from './openclaw-home.ts';

let home: OpenclawHome;
beforeEach(async () => {
  home = await OpenclawHome.make();
});
afterEach(() => home.remove());

const tokenOf = (token: string) => ({ gateway: { auth: { mode: 'token', token } } });
const unit = '.config/systemd/user/openclaw-gateway.service';

describe('a variable that is set for the service of the gateway only', () => {
  test('is found in gateway.systemd.env', async () => {
    await home.config(tokenOf('${GW_TOKEN}'));
    await home.put('.openclaw/gateway.systemd.env', 'GW_TOKEN="of the service"\n');
    const found = await home.find();
    expect(found.secret?.value).toBe('of the service');
    expect(found.files).toContain(`${home.path}/.openclaw/gateway.systemd.env`);
  });

  test('is found in the unit, in what `systemctl edit` changed, and in files they name', async () => {
    await home.config(tokenOf('${GW_TOKEN}'));
    await home.put(
      unit,
      '[Unit]\nEnvironment=GW_TOKEN=no\n[Service]\nEnvironment="GW_TOKEN=a b"\n',
    );
    expect((await home.find()).secret?.value).toBe('a b');
    await home.put(`${unit}.d/override.conf`, '[Service]\nEnvironment=X=1 GW_TOKEN=c\n');
    expect((await home.find()).secret?.value).toBe('c');
    await home.put('secrets.env', 'GW_TOKEN=d\n');
    await home.put(`${unit}.d/override.conf`, '[Service]\nEnvironmentFile=-%h/secrets.env\n');
    const found = await home.find();
    expect(found.secret?.value).toBe('d');
    expect(found.files).toContain(`${home.path}/secrets.env`);
  });

  test('is looked for in the unit of the profile, or in the one that is named', async () => {
    await home.config(tokenOf('${GW_TOKEN}'));
    const line = (token: string): string => `[Service]\nEnvironment=GW_TOKEN=${token}\n`;
    await home.put('.config/systemd/user/openclaw-gateway-work.service', line('work'));
    await home.put('.config/systemd/user/mine.service', line('mine'));
    home.env.OPENCLAW_PROFILE = 'work';
    expect((await home.find()).secret?.value).toBe('work');
    home.env.OPENCLAW_SYSTEMD_UNIT = 'mine';
    expect((await home.find()).secret?.value).toBe('mine');
  });

  test('never stands before what is set for the panel', async () => {
    await home.config(tokenOf('${GW_TOKEN}'));
    await home.put('.openclaw/gateway.systemd.env', 'GW_TOKEN=of the service\n');
    await home.put('.openclaw/.env', 'GW_TOKEN=of the folder\n');
    expect((await home.find()).secret?.value).toBe('of the folder');
    home.env.GW_TOKEN = 'of the panel';
    expect((await home.find()).secret?.value).toBe('of the panel');
  });

  test('may be the token that the configuration does not name at all', async () => {
    await home.config({ gateway: {} });
    await home.put('.openclaw/gateway.systemd.env', 'OPENCLAW_GATEWAY_PASSWORD=open\n');
    expect((await home.find()).secret).toEqual({
      kind: 'password',
      value: 'open',
      source: 'openclaw.json',
    });
  });

  test('is said to be missing with the file in which it was looked for', async () => {
    await home.config(tokenOf('${GW_TOKEN}'));
    expect((await home.find()).secretProblem).toBe(
      'gateway.auth.token names the variable GW_TOKEN, which is not set for Bulkhead, ' +
        `nor for the gateway's service in ${home.path}/.openclaw/gateway.systemd.env`,
    );
  });
});

describe('the environment of a unit', () => {
  const of = (text: string): unknown => unitEnvironment(text, '/home/ana');

  test.each([
    ['[Service]\nEnvironment=A=1 "B=two words" \'C=x\'', { A: '1', B: 'two words', C: 'x' }],
    ['[Service]\nEnvironment=A=1 \\\n  B=2', { A: '1', B: '2' }],
    ['[Service]\nEnvironment=A=1\nEnvironment=\nEnvironment=B=2', { B: '2' }],
    [
      '[Service]\nEnvironment="A=say \\"hi\\""\n# Environment=B=2\n;Environment=C=3',
      { A: 'say "hi"' },
    ],
    ['[Service]\nEnvironment=A=%h/x B=100%%', { A: '/home/ana/x', B: '100%' }],
    ['[Unit]\nEnvironment=A=1\n[Service]\nType=simple\nEnvironment=nothing =1', {}],
  ])('%j', (text, variables) => {
    expect(of(text)).toEqual({ variables, files: [] });
  });

  test('names its files in their order, and none that is not absolute', () => {
    const text = '[Service]\nEnvironmentFile=/a\nEnvironmentFile=-%h/b\nEnvironmentFile=c\n';
    expect(of(text)).toEqual({ variables: {}, files: ['/a', '/home/ana/b'] });
    expect(of(`${text}EnvironmentFile=\nEnvironmentFile=/d`)).toEqual({
      variables: {},
      files: ['/d'],
    });
  });
});
