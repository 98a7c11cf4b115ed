import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { trayMenu } from '../../../electron/shell/tray-menu.ts';
import type { TrayItem } from '../../../electron/shell/tray-menu.ts';
import { failure } from '../../../shared/failure.ts';
import { builtInTemplate } from '../../../shared/settings.ts';
import type { GatewayState, HelperState, HelperView } from '../../../shared/state.ts';
import { drills } from '../../fakes/panel-drill.ts';
import {
  helperView,
  parkedHelper,
  refusedCredential,
  scriptedPanel,
} from '../../support/scripted-panel.ts';

beforeAll(() => {
  vi.stubEnv('TZ', 'UTC');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const at = (clock: string): number => Date.parse(`2026-11-22T${clock}:00Z`);
const now = at('14:30');

const labels = (items: readonly TrayItem[]): readonly string[] =>
  items.map((item) => (item.kind === 'separator' ? '---' : item.label));

const inside = (items: readonly TrayItem[], label: string): readonly TrayItem[] => {
  const found = items.find((item) => item.kind === 'submenu' && item.label === label);
  return found?.kind === 'submenu' ? found.items : [];
};

const connected: GatewayState = {
  phase: 'connected',
  since: at('09:00'),
  connId: 'c',
  bootId: 'b',
};

const linkStates: readonly GatewayState[] = [
  { phase: 'idle' },
  { phase: 'connecting', attempt: 1, since: 0 },
  connected,
  {
    phase: 'degraded',
    since: 0,
    connId: 'c',
    bootId: 'b',
    failure: failure({ kind: 'stalled', phase: 'health', silentMs: 15_000 }),
  },
  {
    phase: 'waiting',
    attempt: 2,
    since: 0,
    retryAt: 1,
    failure: failure({ kind: 'unreachable', reason: 'not-listening', target: 'x' }),
  },
  {
    phase: 'blocked',
    since: 0,
    failure: failure({ kind: 'pairing-required', requestId: 'r' }),
  },
  { phase: 'stopped', since: 0 },
];

const story = (): ReturnType<typeof scriptedPanel> => {
  const panel = scriptedPanel();
  panel.store.setGateway({ ...panel.state().gateway, state: connected });
  panel.store.setHelpers([
    parkedHelper('api-review'),
    helperView({ id: 'docs-bot', state: { phase: 'running', since: at('14:02') } }),
    helperView({ id: 'tests', state: { phase: 'completed' }, endedAt: at('13:48') }),
    helperView({
      id: 'old',
      state: { phase: 'completed' },
      endedAt: at('08:00'),
      fromHistory: true,
    }),
  ]);
  panel.store.setCredentials([refusedCredential(1)]);
  return panel;
};

describe('trayMenu', () => {
  it('says the link, what works and what waits in its first line', () => {
    const items = trayMenu(story().state(), now);
    expect(items[0]).toEqual({
      kind: 'text',
      label: 'OpenClaw: connected · 1 needs sign-in · 1 working',
    });
  });

  it('has the parts of the menu in their order', () => {
    expect(labels(trayMenu(story().state(), now)).slice(1)).toEqual([
      '---',
      'Needs you',
      'New helper',
      'Helpers',
      'Gateway',
      '---',
      'Run drill',
      'Open Bulkhead',
      'Quit (1 helper will stop)',
    ]);
  });

  it('offers a drill, and shows the one that runs', () => {
    const panel = scriptedPanel();
    const drill = (): TrayItem | undefined =>
      trayMenu(panel.state(), now).find((item) => 'label' in item && item.label.includes('drill'));
    expect(drill()).toEqual({ kind: 'item', label: 'Run drill', action: { kind: 'drill' } });
    panel.store.setDrill(drills.running);
    expect(drill()).toEqual({
      kind: 'item',
      label: 'Show the drill that runs',
      action: { kind: 'navigate', target: { view: 'drill' } },
    });
    panel.store.setDrill(drills.broke);
    expect(labels(trayMenu(panel.state(), now))).not.toContain('Needs you');
    expect(drill()).toMatchObject({ label: 'Run drill' });
  });

  it('says something else for every state of the link', () => {
    const panel = scriptedPanel();
    const lines = linkStates.map((state) => {
      panel.store.setGateway({ ...panel.state().gateway, state });
      return labels(trayMenu(panel.state(), now))[0];
    });
    expect(new Set(lines).size).toBe(linkStates.length);
  });

  it('leaves "Needs you" out while nothing needs the person', () => {
    expect(labels(trayMenu(scriptedPanel().state(), now))).not.toContain('Needs you');
  });

  it('does not nag about a key that nobody has needed yet', () => {
    const panel = scriptedPanel();
    const credential = refusedCredential(0);
    panel.store.setCredentials([
      {
        ...credential,
        generation: 0,
        state: { phase: 'needs-sign-in', refusedAt: null, waiting: 0, continuing: 0 },
      },
    ]);
    expect(labels(trayMenu(panel.state(), now))).not.toContain('Needs you');
  });

  it('begins the sign-in in place, however many helpers wait for it', () => {
    const panel = story();
    for (const [waiting, words] of [
      [1, '1 helper waiting'],
      [2, '2 helpers waiting'],
    ] as const) {
      panel.store.setCredentials([refusedCredential(waiting)]);
      expect(inside(trayMenu(panel.state(), now), 'Needs you')).toEqual([
        {
          kind: 'item',
          label: `Sign in to OpenAI (${words})`,
          action: { kind: 'sign-in', credentialId: 'openai' },
        },
      ]);
    }
  });

  it('names the credential where two of a provider need the person, and one that ends soon', () => {
    const panel = story();
    panel.store.setCredentials([
      refusedCredential(0),
      {
        ...refusedCredential(0),
        id: 'work',
        label: 'Work',
        state: { phase: 'ends-soon', endsAt: at('18:40') },
      },
    ]);
    expect(labels(inside(trayMenu(panel.state(), now), 'Needs you'))).toEqual([
      'Sign in to OpenAI, OpenAI API key',
      'Sign in to OpenAI, Work (ends 18:40)',
    ]);
  });

  it('leads to the helpers that ask how to go on', () => {
    const panel = scriptedPanel();
    const asks = (id: string) => {
      const helper = parkedHelper(id);
      return helper.state.phase === 'waiting-for-sign-in'
        ? { ...helper, state: { ...helper.state, asks: 'tools-ran' as const } }
        : helper;
    };
    panel.store.setHelpers([asks('api-review')]);
    expect(inside(trayMenu(panel.state(), now), 'Needs you')).toEqual([
      {
        kind: 'item',
        label: 'api-review asks how to go on',
        action: { kind: 'navigate', target: { view: 'helper', id: 'api-review' } },
      },
    ]);
    panel.store.setHelpers([asks('a'), asks('b')]);
    expect(inside(trayMenu(panel.state(), now), 'Needs you')).toEqual([
      {
        kind: 'item',
        label: '2 helpers ask how to go on',
        action: { kind: 'navigate', target: { view: 'helpers' } },
      },
    ]);
  });

  it('offers the last three prompts of a template, each once, that of the last used first', () => {
    const panel = scriptedPanel();
    const templates = ['codex-5.5', 'review', 'tests'].map((id) => ({
      ...builtInTemplate,
      id,
      name: id,
    }));
    panel.store.setSettings(panel.state().settings, templates);
    const asked = (id: string, templateId: string, prompt: string, queuedAt: number) =>
      helperView({ id, templateId, prompt, queuedAt, state: { phase: 'completed' } });
    panel.store.setHelpers([
      asked('a', 'review', 'one', 1),
      { ...asked('b', 'review', 'two\nlines', 2), fromHistory: true },
      asked('c', 'review', 'three', 3),
      asked('d', 'review', 'four', 4),
      asked('e', 'review', 'three', 5),
      asked('f', 'tests', 'x'.repeat(200_000), 6),
      { ...asked('g', 'codex-5.5', 'asked by a session', 7), spawnedBy: 'agent:main' },
    ]);
    const items = inside(trayMenu(panel.state(), now), 'New helper');
    expect(labels(items)).toEqual(['Ask…', '---', 'tests', 'review', 'codex-5.5']);
    expect(labels(inside(items, 'review'))).toEqual([
      'Ask…',
      '---',
      '“three”',
      '“four”',
      '“two lines”',
    ]);
    expect(inside(items, 'review')[2]).toMatchObject({
      action: { kind: 'start-like', helperId: 'e' },
    });
    expect(labels(inside(items, 'tests'))[2]?.length).toBeLessThan(60);
    expect(labels(inside(items, 'codex-5.5'))).toEqual(['Ask…']);
  });

  it('leads to the first template where there is none', () => {
    const panel = scriptedPanel();
    panel.store.setSettings(panel.state().settings, []);
    expect(labels(inside(trayMenu(panel.state(), now), 'New helper'))).toEqual(['Choose…']);
  });

  it('offers for each helper what its phase allows', () => {
    const panel = scriptedPanel();
    const parked = parkedHelper('parked');
    const asking = (change: object) => ({
      ...parkedHelper('asks'),
      state: { ...parkedHelper('asks').state, ...change },
    });
    const acts = (helper: HelperView): readonly string[] => {
      panel.store.setHelpers([helper]);
      const [line] = inside(trayMenu(panel.state(), now), 'Helpers');
      return line?.kind === 'submenu' ? labels(line.items) : [];
    };
    const of = (state: HelperState) => acts(helperView({ id: 'h', state }));
    expect(of({ phase: 'queued' })).toEqual(['Open', 'Stop helper']);
    expect(of({ phase: 'running', since: 0 })).toEqual(['Open', 'Stop helper']);
    expect(of({ phase: 'stopping' })).toEqual(['Open']);
    expect(of({ phase: 'completed' })).toEqual(['Open']);
    expect(of({ phase: 'cancelled' })).toEqual(['Open', 'Start again']);
    expect(
      of({
        phase: 'failed',
        failure: failure({ kind: 'unreachable', reason: 'not-listening', target: 'x' }),
      }),
    ).toEqual(['Open', 'Start again']);
    expect(acts(parked)).toEqual(['Open', 'Sign in', 'Stop helper']);
    expect(acts(asking({ goesOn: true }))).toEqual(['Open', 'Stop helper']);
    expect(acts(asking({ asks: 'tools-ran' }))).toEqual([
      'Open',
      'Continue from the last finished step',
      'Start over',
      'Leave it',
    ]);
    expect(acts(asking({ asks: 'tools-ran', stepsLost: true }))).toEqual([
      'Open',
      'Start over',
      'Leave it',
    ]);
  });

  it('lists helpers with clock times, those that need the person first, without history', () => {
    expect(labels(inside(trayMenu(story().state(), now), 'Helpers'))).toEqual([
      'api-review: waiting for sign-in to OpenAI',
      '---',
      'docs-bot: working since 14:02',
      '---',
      'tests: completed 13:48',
    ]);
  });

  it('is the same a minute later while nothing has changed', () => {
    const state = story().state();
    expect(trayMenu(state, now + 60_000)).toEqual(trayMenu(state, now));
  });

  it('cuts a long list and says how many more there are', () => {
    const panel = scriptedPanel();
    panel.store.setHelpers(
      Array.from({ length: 50 }, (_, index) => helperView({ id: `h${index}` })),
    );
    const items = labels(inside(trayMenu(panel.state(), now), 'Helpers'));
    expect(items).toHaveLength(21);
    expect(items.at(-1)).toBe('30 more…');
  });

  it('offers the act that helps the link', () => {
    const panel = scriptedPanel();
    const acts = linkStates.map((state) => {
      panel.store.setGateway({ ...panel.state().gateway, state });
      const items = inside(trayMenu(panel.state(), now), 'Gateway');
      return items.flatMap((item) =>
        item.kind === 'item' && item.action.kind === 'command' ? [item.action.name] : [],
      );
    });
    expect(acts).toEqual([
      [],
      [],
      [],
      ['gateway.retry'],
      ['gateway.retry'],
      ['gateway.retry'],
      ['gateway.connect'],
    ]);
  });
});
