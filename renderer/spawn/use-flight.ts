import { useEffect, useRef, useState } from 'react';
import type { Flight } from '../../shared/describe-preflight.ts';
import type { Preflight, PreflightFinding } from '../../shared/preflight.ts';
import { sandboxFailure } from '../../shared/sandbox-failure.ts';
import { isKey, isLockedAway } from '../../shared/credential.ts';
import type { Template } from '../../shared/settings.ts';
import { countsAsAlive, type HelperView, type PanelState } from '../../shared/state.ts';
import { credentialOf } from '../page-state.ts';
import { useBridge, usePanel } from '../panel-context.tsx';

/** How many helpers count towards the limit of those alive. Pure. */
const countAlive = (helpers: readonly HelperView[]): number =>
  helpers.filter(({ state }) => countsAsAlive(state)).length;

/** What a spawn would meet as far as the page knows by itself, while main looks. Pure. */
export const knownFindings = (
  { app, credentials, helpers, settings }: PanelState,
  template: Template,
): readonly PreflightFinding[] => {
  const { codex } = app;
  const credential = credentials.find(({ id }) => id === template.credential);
  const alive = countAlive(helpers);
  const findings: PreflightFinding[] = [];
  const noCodex =
    codex.phase === 'unusable'
      ? codex.failure
      : codex.phase === 'found'
        ? sandboxFailure(codex.sandboxes[template.sandbox])
        : null;
  if (noCodex !== null) findings.push({ kind: 'will-fail', failure: noCodex });
  if (credential?.state.phase === 'needs-sign-in') {
    findings.push({
      kind: 'will-wait',
      credentialId: credential.id,
      provider: credential.provider,
      refusedAt: credential.state.refusedAt,
      ...(isLockedAway(credential) ? { isLockedAway: true } : {}),
    });
  }
  if (alive >= settings.limits.alive) {
    findings.push({ kind: 'will-queue', alive, limit: settings.limits.alive });
  }
  return findings;
};

/** While the person types a folder, main is not asked for every letter. */
const TYPING_MS = 150;

/** A folder that has not answered is known to be silent by then. */
const SLOW_MS = 2_500;

/** With one of these, no client would be started. */
const stopping: ReadonlySet<PreflightFinding['kind']> = new Set<PreflightFinding['kind']>([
  'will-fail',
  'will-wait',
  'will-queue',
  'folder-slow',
  'short-of',
]);

interface Answer {
  readonly asked: string;
  readonly preflight: Preflight;
}

const nowhere: Flight = { findings: [], codex: null, isWhole: false, byKey: true };

/**
 * Has a client ready for the helper that is being asked for, as soon as the look before its spawn
 * has found nothing that stops it: what is typed meanwhile takes longer than to start one.
 */
export const usePrepared = (template: Template | undefined, folder: string, flight: Flight) => {
  const bridge = useBridge();
  const templateId = template?.id;
  const cwd = folder.trim() === '' ? null : folder.trim();
  const version = JSON.stringify(template);
  const isLikely = flight.isWhole && flight.findings.every(({ kind }) => !stopping.has(kind));
  useEffect(() => {
    if (templateId === undefined || !isLikely) return;
    // That there is none costs the time that it would have saved, and nothing else.
    void bridge.command('helpers.prepare', { templateId, cwd });
  }, [bridge, templateId, cwd, version, isLikely]);
};

/**
 * What a spawn would meet: main's answer once it is there, and what the page knows by itself until
 * then. Without a template nothing is looked at.
 */
export const useFlight = (template: Template | undefined, folder: string): Flight => {
  const bridge = useBridge();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [again, setAgain] = useState(0);
  const codex = usePanel(({ app }) => app.codex);
  const credential = usePanel(({ credentials }) =>
    template === undefined ? undefined : credentialOf(credentials, template.credential),
  );
  const alive = usePanel(({ helpers }) => countAlive(helpers));
  const known = usePanel((state) => (template === undefined ? [] : knownFindings(state, template)));
  const templateId = template?.id;
  const cwd = folder.trim() === '' ? null : folder.trim();
  // Whatever changes what main would find asks again.
  const asked = JSON.stringify([
    templateId,
    cwd,
    template?.credential,
    credential?.version,
    codex.phase,
    codex.phase === 'found' && codex.sandboxes,
    alive,
  ]);

  const typed = useRef(cwd);
  useEffect(() => {
    if (templateId === undefined) return;
    let isWanted = true;
    const isTyping = typed.current !== cwd;
    typed.current = cwd;
    const look = async () => {
      const reply = await bridge.command('helpers.preflight', { templateId, cwd });
      if (isWanted && reply.ok) setAnswer({ asked, preflight: reply.value });
    };
    const timer = setTimeout(() => void look(), isTyping ? TYPING_MS : 0);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [bridge, asked, templateId, cwd, again]);

  const waitsForFolder =
    answer?.asked === asked && answer.preflight.findings.some(({ kind }) => kind === 'folder-slow');
  useEffect(() => {
    if (!waitsForFolder) return;
    const timer = setTimeout(() => setAgain((times) => times + 1), SLOW_MS);
    return () => clearTimeout(timer);
  }, [waitsForFolder, answer]);

  if (template === undefined) return nowhere;
  const byKey = credential === undefined || isKey(credential.kind);
  return answer?.asked === asked
    ? {
        findings: answer.preflight.findings,
        codex: answer.preflight.codex,
        isWhole: true,
        byKey,
      }
    : {
        findings: known,
        codex: codex.phase === 'found' ? codex.version : null,
        isWhole: false,
        byKey,
      };
};
