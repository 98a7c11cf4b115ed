import { describeGateway, describeNotShown } from '../../shared/describe-gateway.ts';
import { describeActivity, describeHelperAge } from '../../shared/describe-helper.ts';
import { describePairing } from '../../shared/describe-pairing.ts';
import { countHelpers } from '../../shared/describe-summary.ts';
import { count, oneLine } from '../../shared/format.ts';
import type { GatewayView, HelperView, PanelState, SessionView } from '../../shared/state.ts';
import { aligned } from './plain-text.ts';

const gatewayLine = (view: GatewayView, now: number): string => {
  const { title, countdown, detail } = describeGateway(view, now);
  const { state } = view;
  const pairing = state.phase === 'blocked' ? describePairing(state.failure) : '';
  return `${title}. ${countdown === null ? '' : `${countdown}. `}${detail} ${pairing}`.trim();
};

const sessionsLine = (sessions: readonly SessionView[], notShown: string | null): string => {
  const running = sessions.filter(({ hasActiveRun }) => hasActiveRun).length;
  return [
    count(sessions.length, 'session'),
    ...(running === 0 ? [] : [`${running} in a turn`]),
    ...(notShown === null ? [] : [notShown]),
  ].join(', ');
};

const helpersLine = (helpers: readonly HelperView[]): string => {
  const counts = countHelpers(helpers).map(({ text }) => text);
  if (helpers.length === 0) return 'none yet';
  return counts.length === 0 ? `${helpers.length} ended` : counts.join(' · ');
};

/** The helpers as rows: id, name, state in words, age. */
export const helpersText = (helpers: readonly HelperView[], now: number): string =>
  helpers.length === 0
    ? 'No helpers yet. Start one: bulkhead spawn --template codex-5.5 -- "review this repo"'
    : aligned(
        helpers.map((helper) => [
          helper.id,
          helper.name,
          describeHelperAge(helper, now),
          oneLine(describeActivity(helper), 100),
        ]),
      );

/** The templates as rows: id, name, model, credential, sandbox. */
export const templatesText = ({ templates, credentials }: PanelState): string => {
  const kindOf = (credential: string): string =>
    credentials.find(({ id }) => id === credential)?.kind === 'account' ? 'account' : 'key';
  return aligned(
    templates.map(({ id, name, model, provider, credential, sandbox }) => [
      id,
      name,
      model,
      provider?.name ?? 'OpenAI',
      `${kindOf(credential)} ${credential}`,
      sandbox,
    ]),
  );
};

/** What `bulkhead status` prints for a person. Pure. */
export const statusText = (
  state: PanelState,
  sessions: readonly SessionView[],
  now: number,
): string => {
  const { app } = state;
  const runs = `Electron ${app.electron}${app.standIn ? ', a stand-in' : ''}`;
  const head = aligned([
    ['Bulkhead', `${app.version}, pid ${app.pid}, ${runs}${app.practice ? ', practice' : ''}`],
    ['Gateway', gatewayLine(state.gateway, now)],
    ['Sessions', sessionsLine(sessions, describeNotShown(state.gateway))],
    ['Helpers', helpersLine(state.helpers)],
  ]);
  const helpers = state.helpers.length === 0 ? '' : `\n\n${helpersText(state.helpers, now)}`;
  return `${head}${helpers}`;
};
