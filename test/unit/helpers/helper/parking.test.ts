import { expect, it } from 'vitest';

import { queuedView } from '../../../../electron/helpers/helper/view.ts';
import { whyAsks } from '../../../../electron/helpers/helper/parking.ts';
import { builtInTemplate } from '../../../../shared/settings.ts';

const request = {
  template: builtInTemplate,
  prompt: 'go',
  cwd: '/work',
  isolated: true,
  spawnedBy: null,
  name: null,
};

it('a parked helper goes on by itself only while no tool ran and for half an hour', () => {
  const view = { ...queuedView('h', 'h', request, 0), failedAt: 1_000, isRestored: false };
  const after = (minutes: number) => 1_000 + minutes * 60_000;
  expect(whyAsks(view, after(29.9))).toBeNull();
  expect(whyAsks(view, after(30))).toBe('too-old');
  expect(whyAsks({ ...view, toolsRun: 1 }, after(0))).toBe('tools-ran');
  expect(whyAsks({ ...view, toolsRun: 1 }, after(60))).toBe('tools-ran');
  expect(whyAsks({ ...view, failedAt: null }, after(60))).toBeNull();
  expect(whyAsks({ ...view, isRestored: true }, after(0))).toBe('restarted');
  expect(whyAsks({ ...view, isRestored: true, toolsRun: 1 }, after(0))).toBe('tools-ran');
});
