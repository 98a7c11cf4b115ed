import type { PanelApp } from '../../support/panel-app.ts';
import { listeningProcess } from './listening-process.ts';
import type { RealGateway } from './gateway-process.ts';
import { statusOf } from './story.ts';

/** Everything that must stay as it is when only a helper fails. */
export interface Link {
  readonly connId: string | null;
  readonly bootId: string | null;
  readonly reconnects: number;
  /** The gateway's process as the kernel tells it, not as the test remembers it. */
  readonly process: { readonly pid: number; readonly identity: string };
}

/** The link and the gateway behind it as they are now; throws when the panel is not connected. */
export const linkOf = async (app: PanelApp, gateway: RealGateway): Promise<Link> => {
  const { phase, connId, bootId, reconnects } = (await statusOf(app)).gateway;
  if (phase !== 'connected') throw new Error(`the link is ${phase}`);
  return { connId, bootId, reconnects, process: await listeningProcess(gateway.port) };
};
