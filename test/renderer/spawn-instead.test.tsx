import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { insteadOf } from '../../renderer/spawn/other-sign-in.tsx';
import type { PanelState } from '../../shared/state.ts';
import { fixture } from '../fakes/fixture.ts';
import { freshCredential } from '../fakes/panel-helpers.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

describe('a template whose key is not there', () => {
  const none = fixture('helper-waiting-for-sign-in');
  const noKey: PanelState['credentials'][number] = {
    ...freshCredential,
    generation: 0,
    store: 'none',
    state: { phase: 'needs-sign-in', refusedAt: null, waiting: 0, continuing: 0 },
    acts: ['set-key'],
  };
  const account: PanelState['credentials'][number] = {
    ...freshCredential,
    id: 'chatgpt',
    label: 'ChatGPT',
    provider: 'ChatGPT',
    kind: 'account',
    acts: ['sign-in'],
  };
  const open = async (credentials: PanelState['credentials']) => {
    const page = await renderPanel({
      ...none,
      panel: { ...none.panel, helpers: [], credentials },
    });
    const look = {
      findings: [
        { kind: 'will-wait', credentialId: 'openai', provider: 'OpenAI', refusedAt: null },
      ],
      codex: '0.169.0',
      tookMs: 1,
    } as const;
    page.bridge.answer('helpers.preflight', { ok: true, value: look });
    await page.user.keyboard('{Control>}n{/Control}');
    const dialog = await screen.findByRole('dialog', { name: 'New helper' });
    await within(dialog).findByText('Will wait: no key for OpenAI yet.');
    return { ...page, dialog };
  };

  it('offers the account that works, and makes it the template’s', async () => {
    const { bridge, user, dialog } = await open([noKey, account]);
    await user.click(await within(dialog).findByRole('button', { name: 'Use ChatGPT' }));
    expect(sentTo(bridge, 'templates.save')).toEqual([
      { template: { ...none.panel.templates[0], credential: 'chatgpt' } },
    ]);
    await waitFor(() => expect(toasts()).toContain('ok: Codex 5.5 now uses ChatGPT.'));
    expect(within(dialog).getByRole('button', { name: 'Set key' })).toBeTruthy();
  });

  it('adds an account and begins its sign-in where there is none', async () => {
    const { bridge, user, dialog } = await open([noKey]);
    bridge.answer('credentials.add-account', { ok: true, value: { id: 'chatgpt' } });
    await user.click(await within(dialog).findByRole('button', { name: 'Sign in with ChatGPT' }));
    await waitFor(() =>
      expect(sentTo(bridge, 'credentials.sign-in')).toEqual([{ id: 'chatgpt', flow: 'browser' }]),
    );
    expect(sentTo(bridge, 'credentials.add-account')).toEqual([{ label: 'ChatGPT', home: 'own' }]);
    expect(sentTo(bridge, 'templates.save')).toMatchObject([
      { template: { credential: 'chatgpt' } },
    ]);
  });

  it('offers nothing of another provider, of the gateway, or that is refused itself', () => {
    const [template] = none.panel.templates;
    if (template === undefined) throw new Error('There is no template.');
    const own = {
      ...template,
      provider: { name: 'Acme', baseUrl: 'http://a.test', wireApi: 'responses' },
    } as const;
    const acme = { ...freshCredential, id: 'acme', provider: 'ACME' };
    const token = { ...freshCredential, id: 'token', kind: 'gateway-token' } as const;
    const spare = { ...freshCredential, id: 'spare' };
    expect(insteadOf(template, [noKey, acme, token])).toEqual({ kind: 'add-account' });
    expect(insteadOf(own, [noKey, account, token, spare])).toBeNull();
    expect(insteadOf(own, [noKey, acme])).toEqual({ kind: 'use', credential: acme });
    expect(insteadOf(template, [noKey, spare, account])).toEqual({
      kind: 'use',
      credential: spare,
    });
    const out = { ...account, generation: 0, state: noKey.state };
    expect(insteadOf(template, [noKey, out])).toEqual({ kind: 'sign-in', credential: out });
    const unchecked = { ...account, state: { phase: 'not-checked' } } as const;
    expect(insteadOf(template, [noKey, unchecked])).toEqual({ kind: 'use', credential: unchecked });
    expect(insteadOf({ ...template, credential: 'chatgpt' }, [out])).toBeNull();
  });
});
