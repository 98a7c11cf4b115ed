import type { CredentialView } from '../../shared/credential.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Preflight, PreflightFinding } from '../../shared/preflight.ts';
import type { Clock } from '../base/clock.ts';
import { toFailure } from '../base/errors.ts';
import type { CodexProgram } from '../codex/client.ts';
import type { FolderChecked } from './client/folder.ts';
import { folderFindings, type Writer } from './folder-findings.ts';
import type { MachineRoom } from './machine-room.ts';

/** What can be looked at before a spawn. Each look may take long, fail, or never settle. */
export interface PreflightLooks {
  /** Finds codex; throws a FailureError. */
  readonly program: () => Promise<CodexProgram>;
  /** Why no command can run in its sandbox, as far as that is known once codex was found, or null. */
  readonly sandbox: () => Failure | null;
  /** The real path of its folder, or why no helper can work in it. */
  readonly folder: () => Promise<FolderChecked>;
  /** Its commands may write in the folder. */
  readonly writes: boolean;
  readonly writers: () => readonly Writer[];
  /** Why nothing may be sent with the template's credential now, or null. */
  readonly refusal: () => Failure | null;
  readonly credential: () => CredentialView | undefined;
  readonly alive: () => { readonly alive: number; readonly limit: number };
  readonly room: (signal: AbortSignal) => Promise<MachineRoom>;
  /**
   * The session of the gateway that a refusal of this helper would block, or null: one whose model
   * provider's credential its requests would use, because they run inside that gateway.
   */
  readonly sharedSession: () => { readonly provider: string; readonly session: string } | null;
}

/** All looks together; what is slower is left to be met by the helper itself. */
const budgetMs = 250;

/** Below these a helper may fail: it has about 20 threads and takes 130 MB, its tools some more. */
const needed = { processes: 100, memory: 300 * 2 ** 20, disk: 200 * 2 ** 20 } as const;

const shortages = (room: MachineRoom | null): readonly PreflightFinding[] =>
  (['processes', 'memory', 'disk'] as const).flatMap((what) => {
    const left = room?.[what] ?? null;
    return left === null || left >= needed[what] ? [] : [{ kind: 'short-of', what, left }];
  });

const ofFolder = (
  folder: FolderChecked | null,
  { writes, writers }: PreflightLooks,
): readonly PreflightFinding[] => {
  if (folder === null) return [{ kind: 'folder-slow' }];
  return 'failure' in folder || !writes
    ? []
    : folderFindings(folder.realPath, folder.realHome, writers());
};

const signIn = (
  refusal: Failure | null,
  credential: CredentialView | undefined,
): readonly PreflightFinding[] => {
  if (refusal?.kind === 'unauthorized') {
    const { credentialId, provider, generation, isLockedAway } = refusal;
    const refusedAt = generation === 0 ? null : (credential?.lastRefusedAt ?? null);
    const waits = { kind: 'will-wait', credentialId, provider, refusedAt } as const;
    return [isLockedAway === true ? { ...waits, isLockedAway } : waits];
  }
  return credential?.state.phase === 'ends-soon'
    ? [{ kind: 'ends-soon', credentialId: credential.id, endsAt: credential.state.endsAt }]
    : [];
};

/**
 * What a spawn would meet, the worst first, without a model call and in under 300 ms: a look that
 * takes longer is aborted and told nothing of, but that the folder has not answered yet.
 */
export const preflight = async (looks: PreflightLooks, clock: Clock): Promise<Preflight> => {
  const startedAt = clock.monotonic();
  const over = new AbortController();
  const late = clock.pause(budgetMs, over.signal).then(() => null);
  const [program, folder, room] = await Promise.all([
    Promise.race([looks.program().catch((thrown: unknown) => toFailure(thrown)), late]),
    Promise.race([looks.folder(), late]),
    Promise.race([looks.room(over.signal), late]),
  ]);
  over.abort();
  const noFolder = folder !== null && 'failure' in folder ? folder.failure : null;
  const noProgram = program !== null && 'kind' in program ? program : null;
  const { alive, limit } = looks.alive();
  const shared = looks.sharedSession();
  return {
    findings: [
      ...[noProgram, noProgram === null ? looks.sandbox() : null, noFolder]
        .filter((failure) => failure !== null)
        .map((failure) => ({ kind: 'will-fail', failure }) as const),
      ...ofFolder(folder, looks),
      ...signIn(looks.refusal(), looks.credential()),
      ...(alive >= limit ? [{ kind: 'will-queue', alive, limit } as const] : []),
      ...shortages(room),
      ...(shared === null ? [] : [{ kind: 'shares-with-session', ...shared } as const]),
    ],
    codex: program !== null && 'version' in program ? program.version : null,
    tookMs: Math.round(clock.monotonic() - startedAt),
  };
};
