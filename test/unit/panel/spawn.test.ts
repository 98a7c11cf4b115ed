import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import type { Looks } from '../../../electron/base/folder-look.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { SettingsModel } from '../../../electron/settings/settings-model.ts';
import { spawnHelper } from '../../../electron/panel/spawn.ts';
import { builtInTemplate } from '../../../shared/settings.ts';
import { openFleet, type FleetUnderTest } from '../../fakes/fleet-under-test.ts';
import { promptLooks } from '../../fakes/prompt-looks.ts';

const open: FleetUnderTest[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((under) => under.dispose()));
});

const setUp = async (looks: Looks = promptLooks) => {
  const under = await openFleet({ looks });
  open.push(under);
  let stored: unknown = undefined;
  const settings = new SettingsModel(
    {
      read: () => stored,
      write: (value) => {
        stored = value;
      },
      quarantine: () => 'nowhere',
    },
    silentLog,
  );
  const parts = { settings, fleet: under.fleet, personHome: under.cwd };
  const input = { templateId: builtInTemplate.id, prompt: 'go' };
  return { under, settings, parts, input };
};

describe('starting a helper', () => {
  it('answers a folder that is not there at once, and starts nothing', async () => {
    const { under, parts, input } = await setUp();
    const cwd = `${under.cwd}/nowhere`;
    const reply = await spawnHelper(parts, { ...input, cwd }, 'window');
    expect(reply).toMatchObject({
      ok: false,
      failure: { kind: 'misconfigured', what: `the folder ${cwd} does not exist`, folder: cwd },
    });
    expect(under.fleet.views()).toEqual([]);
  });

  it('starts in the home folder when nobody names another', async () => {
    const { under, parts, input } = await setUp();
    expect(await spawnHelper(parts, input, 'window')).toMatchObject({ ok: true });
    expect(under.fleet.views()).toMatchObject([{ cwd: under.cwd, isolated: true }]);
  });

  const wide = async () => {
    const { under, settings, parts, input } = await setUp();
    const template = { ...builtInTemplate, id: 'writer', sandbox: 'workspace-write' as const };
    expect(settings.saveTemplate(template).ok).toBe(true);
    return { under, parts, input: { ...input, templateId: 'writer' } };
  };

  it.each([
    ['the home folder', (cwd: string) => dirname(cwd), 'It may write in all of your home folder.'],
    ['a folder above it', () => tmpdir(), 'It may write in all of your home folder.'],
    ['every folder', () => '/', 'It may write in every folder of this computer.'],
  ])('starts nothing that may write in %s before a yes, whoever asks', async (_what, of, why) => {
    const { under, parts, input } = await wide();
    const asked = { ...input, cwd: of(under.cwd) };
    for (const origin of ['window', 'socket', 'tray'] as const) {
      const reply = await spawnHelper(parts, asked, origin);
      expect(reply).toMatchObject({ ok: false, failure: { kind: 'needs-confirmation' } });
      expect(JSON.stringify(reply)).toContain(why);
    }
    expect(under.fleet.views()).toEqual([]);
    const agreed = await spawnHelper(parts, { ...asked, confirmed: true }, 'socket');
    expect(agreed).toMatchObject({ ok: true });
  });

  it('starts nothing that may write above where another one writes before a yes', async () => {
    const { under, parts, input } = await wide();
    const inner = `${under.cwd}/inner`;
    await mkdir(inner);
    expect(
      await spawnHelper(parts, { ...input, cwd: inner, name: 'inner' }, 'socket'),
    ).toMatchObject({
      ok: true,
    });
    const reply = await spawnHelper(parts, { ...input, cwd: under.cwd }, 'socket');
    expect(reply).toMatchObject({ ok: false, failure: { kind: 'needs-confirmation' } });
    expect(JSON.stringify(reply)).toContain('inner');
    const beside = await spawnHelper(parts, { ...input, cwd: inner }, 'socket');
    expect(beside).toMatchObject({ ok: true });
  });

  it('starts what only reads in the home folder without a word', async () => {
    const { under, parts, input } = await setUp();
    const reply = await spawnHelper(parts, { ...input, cwd: dirname(under.cwd) }, 'socket');
    expect(reply).toMatchObject({ ok: true });
  });

  it('refuses a folder that does not answer by that name, and starts nothing', async () => {
    const { under, parts, input } = await setUp({
      ...promptLooks,
      look: () => Promise.resolve({ kind: 'silent', afterMs: 2_000 }),
    });
    const reply = await spawnHelper(parts, { ...input, cwd: '/mnt/away' }, 'window');
    expect(reply).toMatchObject({
      failure: { kind: 'misconfigured', what: 'the folder /mnt/away does not answer' },
    });
    expect(under.fleet.views()).toEqual([]);
  });

  it('remembers template and folder for the next dialog, from the window only', async () => {
    const { under, settings, parts, input } = await setUp();
    await spawnHelper(parts, { ...input, cwd: under.home, isolated: false }, 'socket');
    await spawnHelper(parts, { ...input, cwd: under.home }, 'tray');
    expect(settings.settings.lastSpawn).toBeNull();
    await spawnHelper(parts, { ...input, cwd: under.cwd, isolated: false }, 'window');
    expect(settings.settings.lastSpawn).toEqual({ templateId: input.templateId, cwd: under.cwd });
  });

  it('reads what an earlier version remembered', () => {
    const lastSpawn = { templateId: 'codex-5.5', cwd: '/x', isolated: false };
    const file = { read: () => ({ lastSpawn }), write: () => undefined, quarantine: () => '' };
    const settings = new SettingsModel(file, silentLog);
    expect(settings.notices).toEqual([]);
    expect(settings.settings.lastSpawn).toEqual({ templateId: 'codex-5.5', cwd: '/x' });
  });

  it('isolates what a session asked for, and refuses a template that is not there', async () => {
    const { under, parts, input } = await setUp();
    const asked = { ...input, isolated: false, spawnedBy: 'agent:main:main' };
    await spawnHelper(parts, asked, 'socket');
    expect(under.fleet.views()).toMatchObject([{ isolated: true, spawnedBy: 'agent:main:main' }]);
    const unknown = await spawnHelper(parts, { ...input, templateId: 'x' }, 'socket');
    expect(unknown).toMatchObject({ failure: { kind: 'unknown-id' } });
  });
});
