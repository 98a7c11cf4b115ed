import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { commandInputs, type CommandName } from '../../../shared/contract.ts';
import { builtInTemplate } from '../../../shared/settings.ts';
import { PanelBench } from './panel-under-test.ts';

const bench = new PanelBench();
afterEach(() => bench.close());

/** What else a command needs beside its id. */
const rest: Partial<Record<CommandName, Readonly<Record<string, unknown>>>> = {
  'helpers.continue': { how: 'leave' },
  'helpers.output': { from: 0 },
  'credentials.set': { secret: 'sk-mine' },
  'credentials.sign-in': { flow: 'browser' },
  'credentials.keep': { keep: 'file' },
  'credentials.wizard-answer': { stepId: 'step', value: 'value' },
};

/** Every command that takes an id; a notice that is not there is dismissed all the same. */
const byId = Object.entries(commandInputs).flatMap(([name, schema]) =>
  'id' in schema.entries && name !== 'notices.dismiss' ? [name as CommandName] : [],
);

const ids = [
  '..',
  '.',
  '/',
  './.',
  '../home',
  '../..',
  'a/../..',
  '..\0',
  '\0',
  '',
  '__proto__',
  'x'.repeat(10_000),
];

describe('an id that is none', () => {
  it('is tried on every command that takes one', () => {
    expect(byId).toContain('credentials.remove');
    expect(byId.length).toBeGreaterThan(15);
  });

  it.each(ids)(
    'is refused by every command, and nothing on the disk goes for it: %j',
    async (id) => {
      const { command, deps } = await bench.panel();
      const { home, accounts } = deps.paths;
      await writeFile(join(accounts, 'kept'), 'kept');
      const before = (await readdir(home, { recursive: true })).sort();
      for (const name of byId) {
        const given = { ...rest[name], id };
        // The table names what each command needs; that the id is wrong is the subject.
        const reply = await command(name, given as never);
        const answer = reply.ok ? 'ok' : reply.failure.kind;
        expect(`${name}: ${answer}`).toMatch(/: (unknown-id|invalid-input)$/);
      }
      expect((await readdir(home, { recursive: true })).sort()).toEqual(before);
    },
  );
});

/** Commands that name something by another member than `id`. */
const byOtherNames: readonly (readonly [name: CommandName, input: (id: string) => object])[] = [
  ['helpers.spawn', (templateId) => ({ templateId, prompt: 'go' })],
  ['helpers.preflight', (templateId) => ({ templateId })],
  ['settings.set', (key) => ({ key, value: 'value' })],
  ['credentials.wizard-answer', (stepId) => ({ id: 'openai', stepId, value: 'value' })],
  ['templates.save', (id) => ({ template: { ...builtInTemplate, id } })],
];

it.each(ids)(
  'another name that is none is refused by every command, and nothing on the disk goes for it: %j',
  async (id) => {
    const { command, deps, panel } = await bench.panel();
    const { home, accounts } = deps.paths;
    await writeFile(join(accounts, 'kept'), 'kept');
    const before = (await readdir(home, { recursive: true })).sort();
    for (const [name, inputOf] of byOtherNames) {
      const reply = await command(name, inputOf(id) as never);
      const answer = reply.ok ? 'ok' : reply.failure.kind;
      expect(`${name}: ${answer}`).toMatch(/: (unknown-id|invalid-input)$/);
    }
    expect(panel.state().helpers).toEqual([]);
    expect((await readdir(home, { recursive: true })).sort()).toEqual(before);
  },
);
