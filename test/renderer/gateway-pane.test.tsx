import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { gatewayView } from '../fakes/panel-parts.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { renderPanel } from './support/render-panel.tsx';

const times = () => Array.from(document.querySelectorAll('main time'), (time) => time.textContent);
/** The commands to copy, as they are shown. */
const commands = () =>
  screen
    .getAllByRole('button', { name: 'Copy command' })
    .map((copy) => copy.previousElementSibling?.textContent);

describe('the gateway pane', () => {
  it('gives what happened on another day its date', async () => {
    const { change } = await renderPanel(fixture('gateway-connected'));
    expect(times()).toEqual([expect.stringMatching(/^20 Nov \d\d:08:12$/)]);
    change({ gateway: fixture('gateway-waiting').panel.gateway });
    const sameDay = times().filter((time) => time.endsWith(':07:42'));
    expect(sameDay).toEqual([expect.stringMatching(/^\d\d:07:42$/)]);
  });

  it('shows the exact command that pairs, and tries once per click', async () => {
    const { bridge, user } = await renderPanel(fixture('gateway-pairing'));
    expect(commands()).toEqual(['openclaw devices approve 3f9c1e52-7d0a-4b6f-8e21-5a90c4d7b813']);
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
    const field = screen.getByLabelText<HTMLInputElement>('Gateway password');
    expect({ type: field.type, value: field.value }).toEqual({ type: 'password', value: '' });
    expect(screen.getByRole('banner').textContent).toContain('it refused the password');
    expect(screen.getByText(/^127\.0\.0\.1:18789, /).textContent).toBe(
      '127.0.0.1:18789, from openclaw.json; password from OPENCLAW_GATEWAY_PASSWORD',
    );
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
    expect(commands()).toEqual(['openclaw devices list']);
    expect(screen.getByText(/^Approve this device/).textContent).toBe(
      'Approve this device with operator.write on the computer of the gateway, then connect again.',
    );
    await user.click(screen.getByRole('button', { name: 'I have run it: connect' }));
    expect(sentTo(bridge, 'gateway.retry')).toEqual([{}]);
  });
});

describe('the page without a gateway', () => {
  const looked = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent);

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
    expect(looked()).toEqual([
      'Port 18789nothing is listening',
      'Service openclaw-gatewaynot installed',
      'Command openclaw/usr/bin/openclaw',
    ]);
    const buttons = screen.getAllByRole('button').map(({ textContent }) => textContent);
    expect(buttons).toEqual([
      'Look again',
      'Show the steps',
      'Connect…',
      'Start practice',
      'Go on without a gateway',
    ]);
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
    expect(looked()).toEqual([
      'Port 18789nothing is listening',
      'Service openclaw-gatewaynot installed',
      'Command openclawnot found',
    ]);
    await user.click(screen.getByRole('button', { name: 'Look again' }));
    await user.click(screen.getByRole('button', { name: 'Start practice' }));
    expect(bridge.sent.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['gateway.retry', 'practice.start']),
    );
    change({ gateway: gatewayView() });
    const column = screen.getByRole('navigation', { name: 'What exists' });
    const row = within(column).getByRole('button', { name: 'Connected' }).parentElement;
    expect(row?.textContent).toBe('Connected3 d');
  });
});
