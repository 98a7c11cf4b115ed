import * as v from 'valibot';

import { failure } from '../../shared/failure.ts';
import { FailureError } from '../failure-error.ts';
import type { RunRequest } from './client.ts';
import { permissionProfile, providerId, threadConfig } from './config.ts';
import { deniedPlaces, writableFolders } from './denied-places.ts';
import { projectFolders } from './project-folders.ts';
import { ThreadResult } from './protocol.ts';
import type { RequestMethod } from './protocol.ts';
import { RpcError } from './rpc-error.ts';

/** What opening a thread needs of the client. */
export interface ThreadOpener {
  /** What no command of a thread may read, as it was named. */
  readonly unreadable: readonly string[];
  request(method: RequestMethod, params: unknown): Promise<unknown>;
  /** Settles when no turn of ours runs in the thread any more (bounded). */
  quiet(threadId: string): Promise<void>;
}

const misconfigured = (what: string): FailureError =>
  new FailureError(failure({ kind: 'misconfigured', what }, `codex did not take our ${what}`));

const fork = async (
  opener: ThreadOpener,
  before: NonNullable<RunRequest['forkBefore']>,
  params: Readonly<Record<string, unknown>>,
): Promise<unknown> => {
  await opener.quiet(before.threadId);
  try {
    return await opener.request('thread/fork', {
      threadId: before.threadId,
      beforeTurnId: before.turnId,
      excludeTurns: true,
      ...params,
    });
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    // The process that held the thread is gone; a new thread sends the prompt once as well.
    return null;
  }
};

/**
 * Opens the thread of a run (`thread/start`, or `thread/fork` before a failed turn) in a folder
 * that is marked untrusted, and gives its id. Throws a FailureError `misconfigured` when codex
 * took another provider or permission profile than ours: then nothing may be sent.
 */
export const openThread = async (opener: ThreadOpener, request: RunRequest): Promise<string> => {
  const { model, cwd, approvals, sandbox, options, forkBefore } = request;
  const profile = permissionProfile(sandbox);
  const params = {
    model,
    modelProvider: providerId,
    cwd,
    approvalPolicy: approvals,
    permissions: profile,
    config: threadConfig({
      options,
      sandbox,
      unreadable: await deniedPlaces(opener.unreadable, writableFolders(sandbox, cwd)),
      untrusted: await projectFolders(cwd),
    }),
  };
  const answer =
    (forkBefore === null ? null : await fork(opener, forkBefore, params)) ??
    (await opener.request('thread/start', params));
  const opened = v.parse(ThreadResult, answer);
  if (opened.modelProvider !== providerId) throw misconfigured('model_provider');
  if (opened.activePermissionProfile?.id !== profile) throw misconfigured('default_permissions');
  return opened.thread.id;
};
