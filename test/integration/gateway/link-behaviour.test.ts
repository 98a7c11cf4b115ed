import { afterAll } from 'vitest';

import { GatewayBench } from '../../support/gateway-bench.ts';
import { describeLink } from '../../support/link-behaviour.ts';
import { quick } from '../../support/link-under-test.ts';

const bench = new GatewayBench();
afterAll(() => bench.close());

describeLink(async () => {
  const gateway = await bench.gateway();
  return {
    url: gateway.url,
    token: gateway.token,
    version: 'practice',
    sessions: 5,
    timings: quick,
    attempts: () => gateway.attempts.length,
    crash: () => gateway.crash(),
    start: () => gateway.start(),
    freeze: () => gateway.freeze(),
    thaw: () => gateway.thaw(),
  };
});
