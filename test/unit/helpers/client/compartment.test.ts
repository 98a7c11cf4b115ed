import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { systemClock, type Clock } from '../../../../electron/base/clock.ts';
import {
  Compartment,
  compartmentsIn,
  processIdentity,
  reapCompartments,
} from '../../../../electron/helpers/client/compartment.ts';
import { markName } from '../../../../electron/codex/compartment-environment.ts';
import { checkFolder } from '../../../../electron/helpers/client/folder.ts';
import { findSecretPlaces } from '../../../../electron/helpers/client/secret-places.ts';
import { silentLog } from '../../../../electron/base/log.ts';
import { FolderLooks } from '../../../../electron/base/folder-look.ts';

const looks = new FolderLooks();
let home: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  home = await realpath(await mkdtemp(path.join(tmpdir(), 'bulkhead-compartment-')));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

const longLived = async (
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ readonly child: ChildProcess; readonly pid: number }> => {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore', env });
  children.push(child);
  await once(child, 'spawn');
  if (child.pid === undefined) throw new Error('sleep did not start');
  return { child, pid: child.pid };
};

const deadPid = async (): Promise<number> => {
  const { child, pid } = await longLived();
  child.kill('SIGKILL');
  await once(child, 'exit');
  return pid;
};

/** Ten times as fast as the real one. */
const hurried: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  pause: (ms, signal) => systemClock.pause(ms / 10, signal),
};

const reap = () =>
  reapCompartments(home, {
    clock: hurried,
    log: silentLog,
    signal: new AbortController().signal,
  });

const mode = async (name: string): Promise<number> => (await stat(name)).mode & 0o777;

describe('a compartment', () => {
  it('is a home that only its owner can open, and goes without a trace', async () => {
    const made = await Compartment.make(home, 'c1', process.pid);
    expect(await mode(made.codexHome)).toBe(0o700);
    expect(await mode(made.temporary)).toBe(0o700);
    expect(path.dirname(made.temporary)).toBe(path.dirname(made.codexHome));
    await writeFile(path.join(made.temporary, 'left-over'), '');
    expect(await mode(compartmentsIn(home))).toBe(0o700);
    expect(await mode(path.join(path.dirname(made.codexHome), 'owner.json'))).toBe(0o600);
    await made.remove();
    await made.remove();
    expect(await readdir(compartmentsIn(home))).toEqual([]);
  });

  it('that cannot be made is a storage failure and leaves nothing', async () => {
    await writeFile(compartmentsIn(home), 'a file in the way');
    await expect(Compartment.make(home, 'c1', process.pid)).rejects.toMatchObject({
      failure: { kind: 'storage', code: 'EEXIST' },
    });
  });
});

describe('reaping', () => {
  it('ends and clears away what a killed run of the app left behind', async () => {
    const { child, pid } = await longLived();
    const left = await Compartment.make(home, 'left', await deadPid());
    await left.inhabit(pid);
    const exited = once(child, 'exit');
    expect(await reap()).toBe(1);
    expect(await exited).toEqual([null, 'SIGKILL']);
    expect(await readdir(compartmentsIn(home))).toEqual([]);
  });

  it('never touches a process that merely has the pid of one of ours', async () => {
    const { pid } = await longLived();
    const left = await Compartment.make(home, 'left', await deadPid());
    const owner = { v: 1, app: null, codex: { pid, identity: 'another boot:1' } };
    await writeFile(path.join(path.dirname(left.codexHome), 'owner.json'), JSON.stringify(owner));
    expect(await reap()).toBe(1);
    expect(await processIdentity(pid)).not.toBeNull();
  });

  it('leaves the compartments of a run that still lives alone', async () => {
    const { pid } = await longLived();
    const used = await Compartment.make(home, 'used', pid);
    await used.inhabit(pid);
    expect(await reap()).toBe(0);
    expect(await processIdentity(pid)).not.toBeNull();
    expect(await readdir(compartmentsIn(home))).toEqual(['used']);
  });

  it.each([
    ['cannot be read', '{"v":1'],
    ['is not there', null],
    ['is larger than any', 'x'.repeat(100_000)],
    ['names no mark', '{"v":1,"app":null,"codex":null}'],
  ])('by their mark ends the processes of one whose note %s, and no others', async (_how, note) => {
    const folder = path.join(compartmentsIn(home), 'odd');
    await mkdir(folder, { recursive: true });
    if (note !== null) await writeFile(path.join(folder, 'owner.json'), note);
    const ours = await longLived({ [markName]: folder });
    const strangers = [await longLived({ [markName]: `${folder}2` }), await longLived({})];
    const exited = once(ours.child, 'exit');
    expect(await reap()).toBe(1);
    expect(await exited).toEqual([null, 'SIGKILL']);
    for (const { pid } of strangers) expect(await processIdentity(pid)).not.toBeNull();
    expect(await reap()).toBe(0);
  });
});

describe('checkFolder', () => {
  it('follows a link and a tilde to the real folder', async () => {
    await mkdir(path.join(home, 'real'));
    await symlink(path.join(home, 'real'), path.join(home, 'link'));
    expect(await checkFolder('~/link', home, [], looks)).toBe(path.join(home, 'real'));
  });

  it.each([
    ['what is missing', 'nowhere', /does not exist/],
    ['a file', 'file', /is not a folder/],
    ['a folder with secrets', '.ssh', /helpers may not read/],
    ['a link into one', 'way-round', /helpers may not read/],
  ])('refuses %s', async (_what, name, sentence) => {
    await writeFile(path.join(home, 'file'), '');
    await mkdir(path.join(home, '.ssh', 'inner'), { recursive: true });
    await symlink(path.join(home, '.ssh', 'inner'), path.join(home, 'way-round'));
    const places = await findSecretPlaces({ env: {}, personHome: home, home: '/nowhere' }, looks);
    await expect(checkFolder(path.join(home, name), home, places, looks)).rejects.toMatchObject({
      failure: { kind: 'misconfigured', what: expect.stringMatching(sentence) as unknown },
    });
  });

  it('refuses a path that depends on where the app was started', async () => {
    await expect(checkFolder('src', home, [], looks)).rejects.toMatchObject({
      failure: { kind: 'misconfigured' },
    });
  });
});

describe('findSecretPlaces', () => {
  it('finds the folders of other OpenClaw profiles and the far end of a link', async () => {
    await mkdir(path.join(home, '.openclaw-work'));
    await mkdir(path.join(home, 'elsewhere'));
    await symlink(path.join(home, 'elsewhere'), path.join(home, '.openclaw'));
    const places = await findSecretPlaces({ env: {}, personHome: home, home: '/nowhere' }, looks);
    expect(places).toEqual(
      expect.arrayContaining([
        path.join(home, '.openclaw-work'),
        path.join(home, '.openclaw'),
        path.join(home, 'elsewhere'),
      ]),
    );
  });
});
