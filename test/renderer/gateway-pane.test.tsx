import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { gatewayView } from '../fakes/panel-parts.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { renderPanel } from './support/render-panel.tsx';

describe('the gateway pane', () => {
  it('gives what happened on another day its date', async () => {
    const { change } = await renderPanel(fixture('gateway-connected'));
    expect(screen.getByText(/^20 Nov \d\d:08:12$/)).toBeDefined();
    change({ gateway: fixture('gateway-waiting').panel.gateway });
    expect(screen.getAllByText(/^\d\d:07:42$/)).toHaveLength(1);
  });

  it('shows the exact command that pairs, and tries once per click', async () => {
    const { bridge, user } = await renderPanel(fixture('gateway-pairing'));
    expect(
      screen.getByText('openclaw devices approve 3f9c1e52-7d0a-4b6f-8e21-5a90c4d7b813'),
    ).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'I have run it: connect' }));
    expect(sentTo(bridge, 'gateway.retry')).toEqual([{}]);
  });

  it('asks for a password where the gateway refused or missed one', async () => {
    const { gateway } = fixture('gateway-unauthorized').panel;
    if (gateway.state.phase !== 'blocked') throw new Error('It is not blocked.');
    const failed = { ...gateway.state.failure, code: 'AUTH_PASSWORD_MISSING' };
    const { change } = await renderPanel(fixture('gateway-unauthorized'));
    change({
      gateway: {
        ...gateway,
        tokenSource: 'environment',
        secretKind: 'password',
        state: { ...gateway.state, failure: failed },
      },
    });
    screen.getByLabelText('Gateway password');
    screen.getAllByText(/it refused the password/);
    screen.getAllByText(/password from OPENCLAW_GATEWAY_PASSWORD/);
    expect(screen.queryByLabelText('Gateway token')).toBeNull();
  });

  it('takes a token for the very address that refused the old one', async () => {
    const { bridge, user } = await renderPanel(fixture('gateway-unauthorized'));
    await user.type(screen.getByLabelText('Gateway token'), 'fresh{Enter}');
    expect(sentTo(bridge, 'gateway.configure')).toEqual([
      { url: 'ws://127.0.0.1:18789', token: 'fresh' },
    ]);
  });
});

describe('a link that lacks a right', () => {
  it('says how to approve it and tries once when that was done', async () => {
    const { bridge, user } = await renderPanel(fixture('gateway-missing-scope'));
    expect(screen.getByText('openclaw devices list')).toBeDefined();
    expect(screen.getByText(/Approve this device with operator\.write/)).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'I have run it: connect' }));
    expect(sentTo(bridge, 'gateway.retry')).toEqual([{}]);
  });
});

describe('the page without a gateway', () => {
  it('offers practice also when only the program is there', async () => {
    const from = fixture('first-run');
    const { panel } = from;
    await renderPanel({
      ...from,
      panel: {
        ...panel,
        gateway: {
          ...panel.gateway,
          lookedAt: [
            ...panel.gateway.lookedAt.slice(0, 2),
            { place: 'Command openclaw', found: '/usr/bin/openclaw', ok: true, program: true },
          ],
        },
      },
    });
    expect(screen.getByRole('button', { name: 'Start practice' })).toBeDefined();
  });

  it('offers practice beside where it looked while no gateway was ever reached', async () => {
    const { bridge, user, change } = await renderPanel(fixture('gateway-never-reached'));
    await user.click(screen.getByRole('button', { name: 'Start practice' }));
    expect(sentTo(bridge, 'practice.start')).toEqual([{}]);
    change({ gateway: fixture('gateway-waiting').panel.gateway });
    expect(screen.queryByRole('button', { name: 'Start practice' })).toBeNull();
  });

  it('says where it looked and goes on by itself once one is there', async () => {
    const { bridge, user, change } = await renderPanel(fixture('first-run'));
    expect(screen.getByText('nothing is listening')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Look again' }));
    await user.click(screen.getByRole('button', { name: 'Start practice' }));
    expect(bridge.sent.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['gateway.retry', 'practice.start']),
    );
    change({ gateway: gatewayView() });
    expect(screen.getByRole('navigation', { name: 'What exists' })).toBeDefined();
  });
});
