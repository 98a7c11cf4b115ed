import { describe, expect, it } from 'vitest';
import { Outage } from '../../../../electron/gateway/link/outage.ts';
import { gatewayTimings } from '../../../../electron/gateway/link/timings.ts';

const here = 'ws://127.0.0.1:18789';
const elsewhere = 'wss://gateway.example.org';
const newOutage = (): Outage => new Outage(gatewayTimings, () => 0.5);
const rests = (outage: Outage, url: string, times: number): readonly number[] =>
  Array.from({ length: times }, () => outage.wait(url, null, 0).retryAt);

describe('an outage', () => {
  it('rests longer each time, at most 15 s on this computer and 30 s elsewhere', () => {
    expect(rests(newOutage(), here, 7)).toEqual([800, 1440, 2592, 4666, 8398, 15_000, 15_000]);
    expect(rests(newOutage(), elsewhere, 8).at(-1)).toBe(30_000);
  });

  it('rests no less than the other side asks for', () => {
    expect(newOutage().wait(here, 40_000, 1_000)).toEqual({ since: 1_000, retryAt: 41_000 });
  });

  it('is told since its first failure, until it is over', () => {
    const outage = newOutage();
    expect(outage.wait(here, null, 5_000).since).toBe(5_000);
    expect(outage.wait(here, null, 9_000).since).toBe(5_000);
    outage.over();
    expect(outage.wait(here, null, 12_000)).toEqual({ since: 12_000, retryAt: 12_000 + 2_592 });
    outage.startOver();
    expect(outage.wait(here, null, 20_000)).toEqual({ since: 12_000, retryAt: 20_800 });
  });
});
