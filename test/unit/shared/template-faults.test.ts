import { expect, it } from 'vitest';
import { saveTemplate } from '../../../electron/panel/save-template.ts';
import { ok } from '../../../shared/result.ts';
import { builtInTemplate, type NewTemplate } from '../../../shared/settings.ts';
import type { PanelState } from '../../../shared/state.ts';
import { templateFaults, type TemplateFaults } from '../../../shared/template-faults.ts';
import { fixture } from '../../fakes/fixture.ts';
import { freshCredential } from '../../fakes/panel-helpers.ts';

const key = freshCredential;
const token = { ...key, id: 'gateway', label: 'Gateway token', kind: 'gateway-token' } as const;
const model = { ...key, id: 'gw', label: 'OpenClaw OpenAI', kind: 'gateway-model-key' } as const;
const beside = { templates: [builtInTemplate], credentials: [key, token, model] };
const fine = { name: 'Mine', credential: key.id, cwd: null };

const rows: readonly (readonly [Parameters<typeof templateFaults>[0], TemplateFaults])[] = [
  [fine, {}],
  [{ ...fine, credential: 'comes-later' }, {}],
  [{ ...fine, cwd: '/srv/api' }, {}],
  [{ ...fine, cwd: '~' }, {}],
  [{ ...fine, cwd: '~/src' }, {}],
  [{ ...fine, id: builtInTemplate.id, name: builtInTemplate.name }, {}],
  [
    { ...fine, name: ' codex 5.5' },
    { name: 'There is a template “Codex 5.5” already. Give it another name.' },
  ],
  [
    { ...fine, credential: 'gateway' },
    { credential: 'Gateway token is the gateway’s: a helper cannot sign in with it.' },
  ],
  [
    { ...fine, credential: 'gw' },
    { credential: 'OpenClaw OpenAI is the gateway’s: a helper cannot sign in with it.' },
  ],
  ...['src/api', './api', '~ana', 'C:\\src'].map(
    (cwd) =>
      [
        { ...fine, cwd },
        { cwd: 'Type the whole path, or one from ~/, such as ~/src/api.' },
      ] as const,
  ),
];

it.each(rows)('of a template it is said what does not work (%#)', (template, faults) => {
  expect(templateFaults(template, beside)).toEqual(faults);
});

it('is refused by main as well, but for what a template had before', () => {
  const state: PanelState = { ...fixture('helpers').panel, ...beside };
  const saved: NewTemplate[] = [];
  const old = { ...builtInTemplate, id: 'old', name: 'Old', credential: 'gateway', cwd: 'src' };
  const settings = {
    template: (id: string) => (id === 'old' ? old : null),
    saveTemplate: (template: NewTemplate) => {
      saved.push(template);
      return ok({ id: 'x' });
    },
  };
  const save = (template: NewTemplate) =>
    saveTemplate({ settings, store: { get: () => state } }, template);
  expect(save({ ...old, id: undefined, name: 'New', cwd: null })).toMatchObject({
    ok: false,
    failure: {
      kind: 'invalid-input',
      what: 'Gateway token is the gateway’s: a helper cannot sign in with it.',
    },
  });
  expect(save({ ...old, id: undefined, name: 'New', credential: key.id }).ok).toBe(false);
  expect(save({ ...old, model: 'gpt-6' }).ok).toBe(true);
  expect(save({ ...old, name: 'codex 5.5' }).ok).toBe(false);
  expect(saved).toHaveLength(1);
});
