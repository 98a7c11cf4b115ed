import { resolve } from 'node:path';
import * as v from 'valibot';
import type { CommandInput } from '../../shared/contract.ts';
import { isKey } from '../../shared/credential.ts';
import { describeCause } from '../../shared/describe-cause.ts';
import { describePhase } from '../../shared/describe-helper.ts';
import { describePreflight, type FlightConsent } from '../../shared/describe-preflight.ts';
import { failure } from '../../shared/failure.ts';
import type { HelperView } from '../../shared/state.ts';
import { FailureError } from '../base/errors.ts';
import { FailureSchema } from '../../shared/failure.ts';
import type { CliCommand } from './cli-args.ts';
import { command, type CommandRun, print, printFailure } from './command-run.ts';
import { exitCodeOfHelper, exitFailed } from './exit-code.ts';
import { failureJson, helperJson } from './printed-json.ts';
import { plainText } from './printed-text.ts';

const text = v.string();

const number = v.number();

/** An answer of `helpers.preflight` as it comes over the socket. */
const PreflightSchema = v.object({
  findings: v.array(
    v.variant('kind', [
      v.object({ kind: v.literal('will-fail'), failure: FailureSchema }),
      v.object({
        kind: v.literal('will-wait'),
        credentialId: text,
        provider: text,
        refusedAt: v.nullable(number),
        isLockedAway: v.exactOptional(v.literal(true)),
      }),
      v.object({
        kind: v.literal('writes-widely'),
        folder: text,
        reach: v.picklist(['everything', 'home', 'others']),
        others: v.array(text),
      }),
      v.object({
        kind: v.literal('writes-with'),
        folder: text,
        who: v.picklist(['helper', 'session']),
        name: text,
      }),
      v.object({ kind: v.literal('folder-slow') }),
      v.object({ kind: v.literal('will-queue'), alive: number, limit: number }),
      v.object({
        kind: v.literal('short-of'),
        what: v.picklist(['processes', 'memory', 'disk']),
        left: number,
      }),
      v.object({ kind: v.literal('ends-soon'), credentialId: text, endsAt: number }),
      v.object({ kind: v.literal('shares-with-session'), provider: text, session: text }),
    ]),
  ),
  codex: v.nullable(text),
  tookMs: number,
});

type SpawnInput = CommandInput<'helpers.spawn'>;

const waitFor = async (run: CommandRun, id: string): Promise<HelperView> => {
  for await (const { state } of run.client.watch()) {
    const helper = state.helpers.find((one) => one.id === id);
    // It was in the state before its id was answered: when it is not there, it has been removed.
    if (helper === undefined) {
      throw new FailureError(failure({ kind: 'unknown-id', what: `helper “${id}” any more` }));
    }
    if (exitCodeOfHelper(helper.state) !== null) return helper;
  }
  throw new FailureError(
    failure({ kind: 'unreachable', reason: 'dropped', target: 'Bulkhead' }, 'It ended meanwhile.'),
  );
};

/**
 * What a spawn would meet, to standard error: it is started all the same, or waits as that says.
 * Answers what has to be agreed to first.
 */
const warn = async (
  run: CommandRun,
  { templateId, cwd, spawnedBy }: SpawnInput,
  yes: boolean,
): Promise<FlightConsent | null> => {
  const input = {
    templateId,
    ...(cwd === undefined ? {} : { cwd }),
    ...(spawnedBy === undefined ? {} : { spawnedBy }),
  };
  const reply = await run.client.request('helpers.preflight', input);
  const looked = reply.ok ? v.safeParse(PreflightSchema, reply.value) : null;
  if (looked?.success !== true || looked.output.findings.length === 0) return null;
  const { state } = await run.client.look();
  const template = state.templates.find(({ id }) => id === templateId);
  const credential = state.credentials.find(({ id }) => id === template?.credential);
  const byKey = credential === undefined || isKey(credential.kind);
  const flight = { ...looked.output, isWhole: true, byKey };
  const { folder, consent, first, others } = describePreflight(flight, run.now());
  if (consent !== null && !yes) return consent;
  for (const { tone, title, detail } of [...folder, first, ...others]) {
    if (tone !== 'ok') run.io.err(`bulkhead: ${plainText(`${title} ${detail}`)}\n`);
  }
  return null;
};

const refuseWithoutYes = async (run: CommandRun, { refusal }: FlightConsent): Promise<number> => {
  const message = `Not started: ${refusal} With --yes it is.`;
  const failed = failure({ kind: 'needs-confirmation', what: refusal });
  if (run.json) {
    await print(run, { ok: false, message, failure: failureJson(failed, 'app') }, '');
  }
  run.io.err(`bulkhead: ${plainText(message)}\n`);
  return exitFailed;
};

/** Starts a helper, says before what it would meet, and waits for its end when that was asked for. */
export const spawn = async (
  run: CommandRun,
  asked: Extract<CliCommand, { readonly kind: 'spawn' }>,
): Promise<number> => {
  const input: SpawnInput = {
    templateId: asked.template,
    prompt: asked.prompt,
    ...(asked.cwd === null ? {} : { cwd: resolve(asked.cwd) }),
    ...(asked.isolated === null ? {} : { isolated: asked.isolated }),
    ...(asked.spawnedBy === null ? {} : { spawnedBy: asked.spawnedBy }),
    ...(asked.yes ? { confirmed: true } : {}),
  };
  const consent = await warn(run, input, asked.yes);
  if (consent !== null) return refuseWithoutYes(run, consent);
  if (!asked.wait) return command(run, 'helpers.spawn', input, '');
  const reply = await run.client.request('helpers.spawn', input);
  if (!reply.ok) return printFailure(run, reply.failure);
  const { value } = reply;
  if (
    typeof value !== 'object' ||
    value === null ||
    !('id' in value) ||
    typeof value.id !== 'string'
  ) {
    throw new FailureError(failure({ kind: 'protocol' }, 'the reply has no id'));
  }
  const helper = await waitFor(run, value.id);
  const failed = 'failure' in helper.state ? helper.state.failure : null;
  const cause = failed === null ? '' : `: ${describeCause(failed, 'helper')}`;
  await print(
    run,
    { ok: failed === null, ...helperJson(helper) },
    plainText(`${helper.id}  ${describePhase(helper.state)}${cause}`),
  );
  return exitCodeOfHelper(helper.state) ?? exitFailed;
};
