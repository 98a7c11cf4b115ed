import { afterEach, describe, expect, it } from 'vitest';

import { builtInTemplate } from '../../../shared/settings.ts';
import { PanelBench } from './panel-under-test.ts';

const bench = new PanelBench();
afterEach(() => bench.close());

describe('an import of templates', () => {
  it('adds beside those that are there, and replaces none', async () => {
    const { panel } = await bench.panel();
    const text = JSON.stringify({ v: 1, templates: [{ ...builtInTemplate, model: 'other' }] });
    const seen = await panel.dispatch('templates.read', { text }, 'window');
    expect(seen).toMatchObject({ ok: true, value: { templates: [{ renamedFrom: 'Codex 5.5' }] } });
    expect(panel.state().templates).toEqual([builtInTemplate]);
    const reply = await panel.dispatch('templates.import', { text }, 'window');
    expect(reply).toMatchObject({ ok: true, value: { ids: ['codex-5.5-2'] } });
    expect(panel.state().templates).toMatchObject([
      builtInTemplate,
      { id: 'codex-5.5-2', name: 'Codex 5.5 (2)', model: 'other' },
    ]);
  });

  it('takes none of them when one does not fit', async () => {
    const { panel } = await bench.panel();
    const text = JSON.stringify([{ ...builtInTemplate, name: 'A' }, { name: 'B' }], null, 2);
    expect(await panel.dispatch('templates.import', { text }, 'window')).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', what: expect.stringMatching(/^line \d+: /) as unknown },
    });
    expect(panel.state().templates).toEqual([builtInTemplate]);
  });
});
