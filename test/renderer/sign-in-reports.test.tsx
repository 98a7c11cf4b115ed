import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { watchSignIns } from '../../renderer/credentials/sign-in-reports.tsx';
import type { HelperView } from '../../shared/state.ts';
import { freshCredential, refusedCredential, waitingHelpers } from '../fakes/panel-helpers.ts';
import { refusal } from '../fakes/panel-parts.ts';
import { fixture } from '../fakes/fixture.ts';
import { sentTo } from '../fakes/sent-to.ts';
import { toasts } from './support/reads.ts';
import { renderPanel } from './support/render-panel.tsx';

const before = watchSignIns(null, {
  credentials: [refusedCredential],
  helpers: waitingHelpers,
}).watch;

const sent = (helper: HelperView): HelperView => ({
  ...helper,
  state: { phase: 'running', since: 1 },
  firstDeltaAt: null,
});
const works = (helper: HelperView): HelperView => ({ ...sent(helper), firstDeltaAt: 2 });
const asks = (helper: HelperView): HelperView => ({
  ...helper,
  state: {
    phase: 'waiting-for-sign-in',
    failure: refusal,
    processUntil: null,
    asks: 'tools-ran',
  },
});
const refusedAgain = (helper: HelperView): HelperView => ({
  ...helper,
  state: {
    phase: 'waiting-for-sign-in',
    failure: { ...refusal, ...{ generation: 2 } },
    processUntil: null,
  },
});
const [canary, ...rest] = waitingHelpers;
if (canary === undefined) throw new Error('Nobody waits.');

describe('the report of a sign-in', () => {
  it('is said once, when the last of those that waited has gone on', () => {
    const first = watchSignIns(before, {
      credentials: [freshCredential],
      helpers: [works(canary), ...rest],
    });
    expect(first.reports).toEqual([]);
    const all = { credentials: [freshCredential], helpers: [canary, ...rest].map(works) };
    const last = watchSignIns(first.watch, all);
    expect(last.reports).toEqual(['Signed in. 3 helpers continued.']);
    expect(watchSignIns(last.watch, all).reports).toEqual([]);
  });

  it('counts apart the helpers that ask how to go on', () => {
    const { reports } = watchSignIns(before, {
      credentials: [freshCredential],
      helpers: [works(canary), ...rest.map(asks)],
    });
    expect(reports).toEqual(['Signed in. 1 helper continued. 2 helpers ask you.']);
  });

  it.each([[[canary]], [waitingHelpers]])(
    'is not said of a prompt that was sent and then refused (%#)',
    (those) => {
      const start = watchSignIns(null, { credentials: [refusedCredential], helpers: those });
      const unproven = {
        ...refusedCredential,
        generation: 2,
        state: { phase: 'not-checked' },
      } as const;
      const tried = watchSignIns(start.watch, {
        credentials: [unproven],
        helpers: those.map((helper, at) => (at === 0 ? sent(helper) : helper)),
      });
      expect(tried.reports).toEqual([]);
      const refused = watchSignIns(tried.watch, {
        credentials: [{ ...refusedCredential, generation: 2 }],
        helpers: those.map((helper, at) => (at === 0 ? refusedAgain(helper) : helper)),
      });
      expect(refused.reports).toEqual([]);
      expect(refused.watch.open.size).toBe(0);
    },
  );

  it('is said of a helper that thinks before its first word, by what the provider took', () => {
    const { reports } = watchSignIns(
      watchSignIns(null, { credentials: [refusedCredential], helpers: [canary] }).watch,
      {
        credentials: [{ ...freshCredential, lastWorkedBy: canary.name }],
        helpers: [sent(canary)],
      },
    );
    expect(reports).toEqual(['Signed in. 1 helper continued.']);
  });

  it('does not count a helper that failed in another way', () => {
    const failed = { phase: 'failed', failure: refusal } as const;
    const { reports } = watchSignIns(before, {
      credentials: [freshCredential],
      helpers: [works(canary), ...rest.map((helper) => ({ ...sent(helper), state: failed }))],
    });
    expect(reports).toEqual(['Signed in. 1 helper continued.']);
  });

  it('is not said when the fresh sign-in was refused as well', () => {
    const tried = watchSignIns(before, {
      credentials: [freshCredential],
      helpers: [works(canary), ...rest],
    });
    const { reports, watch } = watchSignIns(tried.watch, {
      credentials: [{ ...refusedCredential, generation: 2 }],
      helpers: [refusedAgain(canary), ...rest],
    });
    expect(reports).toEqual([]);
    expect(watch.open.size).toBe(0);
  });

  it('is not said for a helper that the person dismissed meanwhile', () => {
    const { reports } = watchSignIns(before, { credentials: [freshCredential], helpers: [] });
    expect(reports).toEqual([]);
  });

  it('comes as a toast', async () => {
    const { panel } = fixture('helper-waiting-for-sign-in');
    const { change } = await renderPanel(fixture('helper-waiting-for-sign-in'));
    change({
      credentials: [{ ...freshCredential, version: 2 }],
      helpers: panel.helpers.map((helper) =>
        helper.state.phase === 'waiting-for-sign-in'
          ? { ...works(helper), version: helper.version + 1 }
          : helper,
      ),
    });
    await waitFor(() => expect(toasts()).toEqual(['ok: Signed in. 3 helpers continued.']));
  });
});

describe('the card after a second refusal', () => {
  it('says of the prompt that was sent that the new sign-in was refused too', async () => {
    const { change } = await renderPanel(fixture('helper-waiting-for-sign-in'));
    const { panel } = fixture('helper-waiting-for-sign-in');
    change({
      helpers: panel.helpers.map((helper) =>
        helper.id === canary.id
          ? {
              ...helper,
              version: helper.version + 1,
              state: {
                phase: 'waiting-for-sign-in',
                failure: { ...refusal, ...{ generation: 2, isAgain: true } },
                processUntil: null,
              },
            }
          : helper,
      ),
    });
    await screen.findByRole('region', { name: 'New sign-in also refused by OpenAI' });
  });

  it('says of those that were not sent why not', async () => {
    const { change } = await renderPanel(fixture('helper-waiting-for-sign-in'));
    change({ credentials: [{ ...refusedCredential, generation: 2, version: 2 }] });
    const card = screen.getByRole('region', { name: 'Sign-in refused by OpenAI' });
    await waitFor(() =>
      expect(card.textContent).toMatch(
        /A new sign-in was refused as well at \d\d:\d\d; nothing was sent for this helper\./,
      ),
    );
  });
});

describe('a helper that may not simply go on', () => {
  it('says before the sign-in that it will ask', async () => {
    await renderPanel(fixture('helper-will-ask'));
    const card = screen.getByRole('region', { name: 'Sign-in refused by OpenAI' });
    const actions = card.querySelectorAll('.action button');
    expect(Array.from(actions, ({ textContent }) => textContent)).toEqual(['Sign in, then ask']);
  });

  it.each([
    ['Continue from the last finished step', 'last-step'],
    ['Start over', 'start-over'],
    ['Leave it', 'leave'],
  ])('offers “%s” once it asks, and no key field', async (label, how) => {
    const { bridge, user } = await renderPanel(fixture('helper-asks'));
    expect(screen.queryByLabelText('Key for OpenAI')).toBeNull();
    const phases = screen.getAllByText('Waiting for you');
    expect(phases.map(({ dataset }) => dataset.tone)).toEqual([undefined, undefined]);
    expect(screen.getByText(/It had run 6 tools/).textContent).toBe(
      'It had run 6 tools, so nothing went on by itself. Starting over sends its prompt from the beginning. Its process was let go; a new one starts when it goes on.',
    );
    await user.click(screen.getByRole('button', { name: label }));
    expect(sentTo(bridge, 'helpers.continue')).toEqual([{ id: 'h-refused', how }]);
  });

  it('offers no last step where its steps are lost, and says why', async () => {
    await renderPanel(fixture('helper-asks-lost'));
    expect(screen.getByText(/Its finished steps/).textContent).toBe(
      'It had run 6 tools, so nothing went on by itself. Its finished steps went with its process. Starting over sends its prompt from the beginning. Its process was let go; a new one starts when it goes on.',
    );
    const actions = document.querySelectorAll('.action button');
    expect(Array.from(actions, ({ textContent }) => textContent)).toEqual([
      'Start over',
      'Leave it',
    ]);
  });

  it('is found first in the palette once it asks', async () => {
    const { user, view } = await renderPanel({
      ...fixture('helper-asks'),
      place: { view: 'helpers' },
    });
    await user.keyboard('{Control>}k{/Control}');
    const [first] = await screen.findAllByRole('option');
    expect(first).toBe(screen.getByRole('option', { name: 'api-review asks how to go on' }));
    await user.keyboard('{Enter}');
    expect(view.getState().place).toEqual({ view: 'helper', id: 'h-refused' });
  });

  it('asks for nothing while it is next to go on by itself', async () => {
    await renderPanel(fixture('helper-goes-on'));
    const card = screen.getByRole('region', { name: 'Signed in again: it goes on by itself' });
    expect(card.dataset.tone).toBe('work');
    const counts = screen.getByRole('list', { name: 'Helpers by state' });
    expect(counts.textContent).toContain('2 waiting for their turn');
    const column = screen.getByRole('navigation', { name: 'What exists' });
    expect(within(column).getAllByText('Waiting for its turn')).toHaveLength(2);
    expect(screen.getAllByText('Waiting for its turn')).toHaveLength(3);
    expect(card.querySelector('input')).toBeNull();
    expect(screen.queryByRole('button', { name: /^Sign in/ })).toBeNull();
  });
});
