import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { failure } from '../../shared/failure.ts';
import { FailureError } from '../base/errors.ts';
import type { Looks } from '../base/folder-look.ts';
import type { RunRequest, ThreadRequest, TurnAt } from './client.ts';
import { permissionProfile, providerId, threadConfig } from './config.ts';
import { deniedPlaces, writableFolders } from './denied-places.ts';
import { ThreadResult, type RequestMethod } from './protocol.ts';
import { RpcError } from './rpc-client.ts';

/** What opening a thread needs of the client. */
export interface ThreadOpener {
  /** What no command of a thread may read, as it was named. */
  readonly unreadable: readonly string[];
  /** The TMPDIR of its commands; undefined when it has none. */
  readonly temporary: string | undefined;
  readonly looks: Pick<Looks, 'resolve'>;
  request(method: RequestMethod, params: unknown): Promise<unknown>;
  /** Settles when no turn of ours runs in the thread any more (bounded). */
  quiet(threadId: string): Promise<void>;
}

type Params = Readonly<Record<string, unknown>>;
type Forks = Pick<RunRequest, 'forkBefore' | 'forkAfter'>;

const misconfigured = (what: string): FailureError =>
  new FailureError(failure({ kind: 'misconfigured', what }, `codex did not take our ${what}`));

/** A fork without a failed turn; null when the process that held the thread is gone. */
const forkBefore = async (
  opener: ThreadOpener,
  { threadId, turnId }: TurnAt,
  params: Params,
): Promise<unknown> => {
  await opener.quiet(threadId);
  try {
    const before = { threadId, beforeTurnId: turnId, excludeTurns: true };
    return await opener.request('thread/fork', { ...before, ...params });
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    // A new thread sends the prompt once as well.
    return null;
  }
};

/**
 * A fork with a failed turn in it: 0.169.0 keeps its prompt and every finished step with its
 * output. Unlike the other fork it cannot be replaced: without the steps it is not what was asked.
 */
const forkAfter = async (
  opener: ThreadOpener,
  { threadId, turnId }: TurnAt,
  params: Params,
): Promise<unknown> => {
  await opener.quiet(threadId);
  const through = { threadId, lastTurnId: turnId, excludeTurns: true };
  return opener.request('thread/fork', { ...through, ...params });
};

const open = async (opener: ThreadOpener, request: Forks, params: Params): Promise<unknown> => {
  const { forkBefore: before, forkAfter: after = null } = request;
  if (after !== null) return forkAfter(opener, after, params);
  const forked = before === null ? null : await forkBefore(opener, before, params);
  return forked ?? opener.request('thread/start', params);
};

/** The folder and all above it. Pure. */
const upwards = (folder: string): readonly string[] =>
  dirname(folder) === folder ? [folder] : [folder, ...upwards(dirname(folder))];

const gitRoot = async (folder: string, looks: Pick<Looks, 'resolve'>): Promise<string | null> => {
  const folders = upwards(folder);
  // A worktree and a submodule have a file of that name.
  const found = await looks.resolve(folders.map((one) => join(one, '.git')));
  return folders.find((_, n) => found[n]?.exists) ?? null;
};

/**
 * The folders by which codex may look up whether it trusts `cwd`: itself and its git root, each as
 * named and with links resolved.
 */
export const projectFolders = async (
  cwd: string,
  looks: Pick<Looks, 'resolve'>,
): Promise<readonly string[]> => {
  const [places, root] = await Promise.all([looks.resolve([cwd]), gitRoot(cwd, looks)]);
  const real = places[0]?.path ?? cwd;
  const realRoot = real === cwd ? null : await gitRoot(real, looks);
  return [...new Set([cwd, real, root, realRoot])].filter((folder) => folder !== null);
};

/**
 * Opens the thread of a run (`thread/start`, or `thread/fork` before or behind a failed turn) in a
 * folder that is marked untrusted, and gives its id. Throws a FailureError `misconfigured` when codex
 * took another provider or permission profile than ours: then nothing may be sent.
 */
export const openThread = async (
  opener: ThreadOpener,
  request: ThreadRequest & Forks,
): Promise<string> => {
  const { model, cwd, approvals, sandbox, options } = request;
  const { looks } = opener;
  const profile = permissionProfile(sandbox);
  const writable = writableFolders(sandbox, cwd, opener.temporary);
  const [unreadable, untrusted] = await Promise.all([
    deniedPlaces(opener.unreadable, writable, looks),
    projectFolders(cwd, looks),
  ]);
  const params = {
    model,
    modelProvider: providerId,
    cwd,
    approvalPolicy: approvals,
    permissions: profile,
    config: threadConfig({ options, sandbox, unreadable, untrusted }),
  };
  const opened = v.parse(ThreadResult, await open(opener, request, params));
  if (opened.modelProvider !== providerId) throw misconfigured('model_provider');
  if (opened.activePermissionProfile?.id !== profile) throw misconfigured('default_permissions');
  return opened.thread.id;
};
