import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createRedactor } from '../../../electron/base/redact.ts';
import { Bundles, withCanaries, type BundleDeps } from '../../../electron/bundle/bundles.ts';
import { bundleText, type BundleInput } from '../../../electron/bundle/bundle-text.ts';
import { fixture } from '../../fakes/fixture.ts';
import { NOW } from '../../fakes/panel-moment.ts';
import { promptLooks } from '../../fakes/prompt-looks.ts';
import { panelStates } from '../../fakes/panel-states.ts';

const canary = 'canary4f1e';

const inputOf = (name: string): BundleInput => {
  const { panel: state, sessions } = fixture(name);
  const events = [{ at: NOW, level: 'warn', event: 'history.not-read' }] as const;
  return { now: NOW, platform: '6.1.0', state, sessions, events };
};

/** Bundles of the state in which a key is refused, changed by what a test names. */
const bundlesWith = (part: Partial<BundleDeps> = {}): Bundles =>
  new Bundles({
    looks: promptLooks,
    input: () => inputOf('helper-waiting-for-sign-in'),
    known: (text) => text,
    newCanary: () => canary,
    chooseNewFile: () => Promise.resolve(null),
    ...part,
  });

describe('the text of a bundle', () => {
  it.each(Object.keys(panelStates))('holds no text of anybody else’s: %s', (name) => {
    const input = inputOf(name);
    const planted = withCanaries(input, canary);
    expect(JSON.stringify(planted)).toContain(canary);
    expect(bundleText(planted)).not.toContain(canary);
    for (const { prompt, name: called } of input.state.helpers) {
      expect(bundleText(input)).not.toContain(prompt);
      expect(bundleText(input)).not.toContain(`“${called}”`);
    }
  });

  it('says states, sizes, times and versions', () => {
    const text = bundleText(inputOf('helper-waiting-for-sign-in'));
    expect(text).toContain('waiting-for-sign-in (unauthorized, status 401');
    expect(text).toMatch(/prompt of \d+ characters, sent once; output of \d+;/);
    expect(text).toMatch(/refused \+\d+ ms/);
    expect(text).toContain('2026-11-23T14:08:12.000Z warn history.not-read');
  });

  it('prints of a log line only what code of ours can call it', () => {
    const events = [{ at: NOW, level: 'info', event: `from ${canary}` }] as const;
    expect(bundleText({ ...inputOf('helpers'), events })).not.toContain(canary);
  });
});

describe('withCanaries', () => {
  it('fills every text but words of ours, empty ones too, and leaves numbers', () => {
    expect(
      withCanaries({ a: 'x', b: [{ c: '' }], phase: 'running', n: 1, z: null }, 'can'),
    ).toEqual({ a: 'can', b: [{ c: 'can' }], phase: 'running', n: 1, z: null });
  });

  it('fills a long text whole, so that any piece of it is seen', () => {
    expect(withCanaries('a long text', 'can')).toBe('cancancancan');
  });
});

describe('a bundle', () => {
  it('is made where no canary survives', () => {
    expect(bundlesWith().make()).toEqual({
      ok: true,
      value: { text: bundleText(inputOf('helper-waiting-for-sign-in')) },
    });
  });

  it.each<readonly [string, (input: BundleInput) => string]>([
    ['a prompt', ({ state }) => `prompt: ${state.helpers[0]?.prompt ?? ''}`],
    ['the beginning of a prompt', ({ state }) => state.helpers[0]?.prompt.slice(0, 12) ?? ''],
    ['a name in capitals', ({ state }) => (state.credentials[0]?.label ?? '').toUpperCase()],
    ['a title of a session', ({ sessions }) => sessions[0]?.label ?? ''],
    ['the address of the gateway', ({ state }) => state.gateway.url],
  ])('is refused with %s in it, and cannot be saved', async (_what, leak) => {
    const chosen: string[] = [];
    const bundles = bundlesWith({
      render: leak,
      chooseNewFile: (name) => {
        chosen.push(name);
        return Promise.resolve('/nowhere');
      },
    });
    expect(bundles.make()).toMatchObject({ ok: false, failure: { kind: 'would-leak' } });
    expect(await bundles.save()).toMatchObject({ ok: false });
    expect(chosen).toEqual([]);
  });

  it('is refused with a secret in it that is known, also as one that was made before', async () => {
    const redactor = createRedactor();
    let isLeaking = false;
    const render = (input: BundleInput): string =>
      `${bundleText(input)}${isLeaking ? 'sk-known-0123456789' : ''}`;
    const bundles = bundlesWith({ known: (text) => redactor.known(text), render });
    redactor.know('sk-known-0123456789');
    expect(bundles.make().ok).toBe(true);
    isLeaking = true;
    expect(bundles.make()).toMatchObject({ failure: { kind: 'would-leak' } });
    expect(await bundles.save()).toMatchObject({ failure: { kind: 'invalid-input' } });
  });
});

describe('saving a bundle', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('writes what was shown, for its owner alone', async () => {
    const path = join(folder, 'bundle.txt');
    const bundles = bundlesWith({ chooseNewFile: () => Promise.resolve(path) });
    const made = bundles.make();
    expect(await bundles.save()).toEqual({ ok: true, value: { path } });
    expect(made).toEqual({ ok: true, value: { text: await readFile(path, 'utf8') } });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('leaves a file alone that is there already', async () => {
    const path = join(folder, 'mine.txt');
    await writeFile(path, 'mine');
    const bundles = bundlesWith({ chooseNewFile: () => Promise.resolve(path) });
    bundles.make();
    expect(await bundles.save()).toMatchObject({ failure: { kind: 'invalid-input' } });
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  it('names a folder that does not answer, and waits for nothing', async () => {
    const bundles = bundlesWith({
      chooseNewFile: () => Promise.resolve('/away/bundle.txt'),
      looks: { look: () => Promise.resolve({ kind: 'silent', afterMs: 2_000 }) },
    });
    bundles.make();
    const what = 'the folder /away does not answer';
    expect(await bundles.save()).toMatchObject({ failure: { kind: 'misconfigured', what } });
  });

  it('writes nothing where the person says nowhere, or before one was made', async () => {
    const bundles = bundlesWith();
    expect(await bundles.save()).toMatchObject({ failure: { kind: 'invalid-input' } });
    bundles.make();
    expect(await bundles.save()).toEqual({ ok: true, value: null });
  });
});
