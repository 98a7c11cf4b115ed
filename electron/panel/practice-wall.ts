import type { CommandName } from '../../shared/contract.ts';
import { failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';
import type { PanelHost } from './host.ts';
import type { PanelPort } from '../ports/panel-port.ts';

/** What the real panel's socket still does while practice is on: reading, and ways out. */
const harmless: ReadonlySet<unknown> = new Set<CommandName>([
  'state.get',
  'sessions.list',
  'helpers.output',
  'practice.stop',
  'app.show',
  'app.quit',
]);

/**
 * The host as the real panel's socket sees it: a script that was meant for the real helpers never
 * starts or stops one of practice.
 */
export const behindPracticeWall = (host: PanelHost): PanelPort => ({
  dispatch: (name, input, origin) =>
    host.mode === 'practice' && !harmless.has(name)
      ? Promise.resolve(
          failed(
            failure({
              kind: 'invalid-input',
              what: 'Practice is on: leave it first, or use the socket of its own',
            }),
          ),
        )
      : host.dispatch(name, input, origin),
  state: host.state,
  sessions: host.sessions,
  onState: host.onState,
  onSessions: host.onSessions,
  onOutput: host.onOutput,
});
