import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePage } from '../../../electron/shell/page-files.ts';

let folder: string;
let serve: ReturnType<typeof servePage>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  await mkdir(join(folder, 'renderer/assets'), { recursive: true });
  await mkdir(join(folder, 'renderer-secret'));
  await writeFile(join(folder, 'renderer/index.html'), '<!doctype html>');
  await writeFile(join(folder, 'renderer/assets/main.js'), '1');
  await writeFile(join(folder, 'renderer/assets/main.js.map'), '{}');
  await writeFile(join(folder, 'secret.js'), 'secret');
  await writeFile(join(folder, 'renderer-secret/secret.js'), 'secret');
  serve = servePage(join(folder, 'renderer'));
});
afterAll(() => rm(folder, { recursive: true }));

const get = (url: string) => serve({ url, method: 'GET' });

describe('servePage', () => {
  it('serves the files of the page with their type', async () => {
    const page = await get('app://bulkhead/index.html');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toBe('<!doctype html>');
    const script = await get('app://bulkhead/assets/main.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('allows nothing remote and nothing inline', async () => {
    const policy = (await get('app://bulkhead/index.html')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|data:|\*/);
  });

  it.each([
    'app://bulkhead/../secret.js',
    'app://bulkhead/%2e%2e/secret.js',
    'app://bulkhead/..%2fsecret.js',
    'app://bulkhead/assets/..%2f..%2fsecret.js',
    'app://bulkhead/..%2frenderer-secret/secret.js',
    'app://bulkhead/%00/index.html',
    'app://bulkhead/%E0%A4%A',
    'app://elsewhere/index.html',
    'app://bulkhead/assets/main.js.map',
    'app://bulkhead/assets',
    'app://bulkhead/absent.js',
    'app://bulkhead/',
    'not an address',
  ])('answers 404 to %s', async (address) => {
    const reply = await get(address);
    expect(reply.status).toBe(404);
    expect(await reply.text()).toBe('');
  });

  it('answers only to GET', async () => {
    const reply = await serve({ url: 'app://bulkhead/index.html', method: 'POST' });
    expect(reply.status).toBe(405);
  });
});
