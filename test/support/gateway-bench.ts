import { systemClock } from '../../electron/base/clock.ts';
import { practiceSessions } from '../../electron/practice/gateway/practice-gateway.ts';
import { type ScriptedGatewayOptions, ScriptedGateway } from '../stand-ins/scripted-gateway.ts';
import { TestBench } from './test-bench.ts';

/** A bench with gateways on it that talk quickly. */
export class GatewayBench extends TestBench {
  async gateway(options: Pick<ScriptedGatewayOptions, 'tls'> = {}): Promise<ScriptedGateway> {
    const gateway = new ScriptedGateway({
      ...options,
      clock: systemClock,
      sessions: practiceSessions(systemClock.now()),
      answer: (message) => message.split(' '),
      wordEveryMs: 5,
      tickEveryMs: 20_000,
    });
    await gateway.start();
    this.later(() => gateway.close());
    return gateway;
  }
}
