import { describe, expect, it } from 'vitest';
import { trayMood, trayPicture, type TrayMood } from '../../../electron/shell/tray-picture.ts';
import { failure } from '../../../shared/failure.ts';
import {
  helperView,
  parkedHelper,
  refusedCredential,
  scriptedPanel,
} from '../../support/scripted-panel.ts';

const failedHelper = helperView({
  id: 'f',
  state: { phase: 'failed', failure: failure({ kind: 'unexpected' }) },
});

describe('trayMood', () => {
  it('says the weightiest, and nothing of what an earlier run left', () => {
    const panel = scriptedPanel();
    const mood = (): TrayMood => trayMood(panel.state());
    expect(mood()).toBe('idle');
    panel.store.setHelpers([{ ...failedHelper, fromHistory: true }]);
    expect(mood()).toBe('idle');
    panel.store.setHelpers([helperView({ id: 'r' })]);
    expect(mood()).toBe('running');
    panel.store.setHelpers([helperView({ id: 'r' }), parkedHelper('p')]);
    expect(mood()).toBe('attention');
    panel.store.setHelpers([helperView({ id: 'r' }), parkedHelper('p'), failedHelper]);
    expect(mood()).toBe('error');
  });

  it('asks for attention for a refused sign-in that nobody waits for', () => {
    const panel = scriptedPanel();
    panel.store.setCredentials([refusedCredential(0)]);
    expect(trayMood(panel.state())).toBe('attention');
  });
});

describe('trayPicture', () => {
  const moods = ['error', 'attention', 'running', 'idle'] as const;

  it.each([22, 24, 32, 48])('tells the moods apart by shape at %i pixels', (size) => {
    const shapes = moods.map((mood) => {
      const { argb } = trayPicture(mood, size);
      expect(argb).toHaveLength(size * size * 4);
      // Without its colours: what is light and what is dark.
      return Array.from({ length: size * size }, (_, at) =>
        (argb[at * 4 + 1] ?? 0) + (argb[at * 4 + 2] ?? 0) > 200 ? '#' : '.',
      ).join('');
    });
    expect(new Set(shapes).size).toBe(moods.length);
  });

  it('has light and dark in it, so that it shows on either panel', () => {
    const { argb } = trayPicture('idle', 48);
    const reds = Array.from({ length: 48 * 48 }, (_, at) => [argb[at * 4], argb[at * 4 + 1]]);
    expect(reds.filter(([alpha, red = 0]) => alpha === 255 && red > 200).length).toBeGreaterThan(
      100,
    );
    expect(reds.filter(([alpha, red = 0]) => alpha === 255 && red < 50).length).toBeGreaterThan(
      100,
    );
  });
});
