import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { AskPage } from '../../renderer/ask/ask.tsx';
import { answered } from '../../renderer/bridge.ts';
import { createPageTime } from '../../renderer/page-time.ts';
import { createReplica } from '../../renderer/replica.ts';
import { createViewState } from '../../renderer/view-state.ts';
import { failure } from '../../shared/failure.ts';
import { failed } from '../../shared/result.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import { fakeBridge } from '../fakes/fake-bridge.ts';
import { fixture } from '../fakes/fixture.ts';
import { ManualTime } from '../fakes/manual-time.ts';
import { NOW } from '../fakes/panel-moment.ts';
import { sentTo } from '../fakes/sent-to.ts';

const nothing = { templateId: null, prompt: '', cwd: '' };

const show = async () => {
  cleanup();
  const from = fixture('helpers');
  const review = { ...builtInTemplate, id: 'review', name: 'Code review' };
  const panel = { ...from.panel, templates: [...from.panel.templates, review] };
  const bridge = fakeBridge({ ...from, panel });
  const door = answered(bridge);
  const time = createPageTime(new ManualTime(NOW), document);
  const page = { bridge: door, replica: createReplica(door), view: createViewState(), time };
  render(<AskPage panel={{ ...page, loadAgain: () => undefined }} />);
  await act(async () => {
    await Promise.resolve();
  });
  const open = (opening: Parameters<typeof bridge.ask>[0]) => act(() => bridge.ask(opening));
  return { bridge, panel, open, user: userEvent.setup({ delay: null }) };
};

const prompt = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Prompt' });

describe('the small window', () => {
  it('looks at nothing and has no client ready before it is opened', async () => {
    const { bridge, open } = await show();
    expect(sentTo(bridge, 'helpers.preflight')).toEqual([]);
    open({ templateId: null, draft: nothing });
    await waitFor(() => expect(sentTo(bridge, 'helpers.preflight')).toHaveLength(1));
    expect(document.activeElement).toBe(prompt());
  });

  it('starts with Enter, is empty for the next one, and closes', async () => {
    const { bridge, open, user } = await show();
    open({ templateId: 'review', draft: nothing });
    await user.keyboard('first{Shift>}{Enter}{/Shift}second{Enter}');
    await waitFor(() => expect(sentTo(bridge, 'ask.close')).toHaveLength(1));
    expect(sentTo(bridge, 'helpers.spawn')).toEqual([
      { templateId: 'review', prompt: 'first\nsecond', cwd: null },
    ]);
    expect(prompt().value).toBe('');
    expect(sentTo(bridge, 'ask.keep').at(-1)).toMatchObject({ prompt: '' });
  });

  it('closes with Esc, and keeps what was typed', async () => {
    const { bridge, open, user } = await show();
    open({ templateId: null, draft: { ...nothing, prompt: 'half ' } });
    await user.keyboard('typed{Escape}');
    expect(sentTo(bridge, 'ask.close')).toHaveLength(1);
    expect(sentTo(bridge, 'ask.keep').at(-1)).toMatchObject({ prompt: 'half typed' });
    // Main’s draft is older than what stands in a page that is still there.
    open({ templateId: 'review', draft: nothing });
    expect(prompt().value).toBe('half typed');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: /Code review/ }).checked).toBe(true);
    expect(sentTo(bridge, 'helpers.spawn')).toEqual([]);
  });

  it('chooses a template with Alt and its number', async () => {
    const { bridge, panel, open, user } = await show();
    open({ templateId: null, draft: nothing });
    await user.keyboard(`go{Alt>}${panel.templates.length}{/Alt}{Enter}`);
    await waitFor(() =>
      expect(sentTo(bridge, 'helpers.spawn')).toMatchObject([{ templateId: 'review' }]),
    );
  });

  it('does not start what is still being composed', async () => {
    const { bridge, open } = await show();
    open({ templateId: null, draft: { ...nothing, prompt: 'に' } });
    fireEvent.keyDown(prompt(), { key: 'Enter', isComposing: true });
    expect(sentTo(bridge, 'helpers.spawn')).toEqual([]);
  });

  it('says what is missing or was refused, and keeps the text', async () => {
    const { bridge, open, user } = await show();
    open({ templateId: null, draft: nothing });
    await user.keyboard('{Enter}');
    expect(screen.getByRole('alert').textContent).toBe('Say what the helper is to do.');
    bridge.answer('helpers.spawn', failed(failure({ kind: 'unexpected' })));
    await user.keyboard('go{Enter}');
    await waitFor(() => expect(screen.getByRole('alert').textContent).not.toBe(''));
    expect(prompt().value).toBe('go');
    expect(sentTo(bridge, 'ask.close')).toEqual([]);
  });
});
