import { describe, expect, it } from 'vitest';
import { helperCouldAsk, socketPolicy } from '../../../electron/control/policy.ts';
import { builtInTemplate } from '../../../shared/settings.ts';
import type { CodexView, HelperView, PanelState } from '../../../shared/state.ts';
import { helperView, scriptedPanel } from '../../support/scripted-panel.ts';

const verified: CodexView = { phase: 'found', path: '/codex', version: '0.169.0' };
const newer: CodexView = { phase: 'found', path: '/codex', version: '0.170.1' };
const alive = helperView({ id: 'h1' });
const ended = helperView({ id: 'h2', state: { phase: 'completed' } });

const stateWith = (codex: CodexView, helpers: readonly HelperView[]): PanelState => {
  const panel = scriptedPanel();
  panel.store.setApp({ codex });
  panel.store.setHelpers(helpers);
  return panel.state();
};

describe('helperCouldAsk', () => {
  it.each([
    ['no helper at all', [], newer, false],
    ['only ended ones', [ended], newer, false],
    ['alive in a sandbox that was verified', [alive], verified, false],
    ['alive on another codex', [alive], newer, true],
    ['alive on a codex that is not known', [alive], { phase: 'looking' }, true],
    [
      'a name that only begins like the version',
      [alive],
      { ...verified, version: '0.169.0-x' },
      true,
    ],
  ] as const)('%s: %o', (_case, helpers, codex, expected) => {
    expect(helperCouldAsk(helpers, codex as CodexView)).toBe(expected);
  });

  it('counts a parked helper whose process is kept', () => {
    const parked = {
      phase: 'waiting-for-sign-in',
      processUntil: 1,
      failure: { kind: 'unexpected', detail: '', code: null },
    } as const;
    expect(helperCouldAsk([helperView({ id: 'p', state: parked, pid: 9 })], newer)).toBe(true);
    expect(helperCouldAsk([helperView({ id: 'p', state: parked, pid: null })], newer)).toBe(false);
  });
});

describe('the policy of the socket', () => {
  const calm = stateWith(verified, [alive]);
  const unsafe = stateWith(newer, [alive]);
  const template = { ...builtInTemplate, credential: 'corp' };

  it('allows what the command line offers while no helper could ask', () => {
    for (const [name, input] of [
      ['helpers.spawn', { templateId: 't', prompt: 'p' }],
      ['helpers.remove', { id: 'h1' }],
      ['gateway.disconnect', {}],
      ['credentials.set', { id: 'a', secret: 's' }],
      ['templates.save', { template: { ...template, id: 'new', sandbox: 'workspace-write' } }],
      ['state.get', {}],
    ] as const) {
      expect(socketPolicy(name, input, calm).kind).toBe('allow');
    }
  });

  it('never raises the sandbox or the approvals of a template that exists', () => {
    for (const change of [{ sandbox: 'workspace-write' }, { approvals: 'on-request' }]) {
      const input = { template: { ...template, ...change } };
      for (const state of [calm, unsafe]) {
        expect(socketPolicy('templates.save', input, state).kind).toBe('refuse');
      }
    }
    expect(socketPolicy('templates.save', { template }, calm).kind).toBe('allow');
  });

  it('never raises them in two steps: removing a template is asked in the window in any case', () => {
    for (const state of [calm, unsafe, stateWith(verified, [])]) {
      expect(socketPolicy('templates.remove', { id: builtInTemplate.id }, state)).toEqual({
        kind: 'confirm',
        what: 'Remove the template “Codex 5.5”',
      });
    }
  });

  it.each([
    ['helpers.remove', { id: 'h1' }, 'Remove the helper “h1”'],
    ['credentials.remove', { id: 'openai' }, 'Remove the key “openai”'],
    ['credentials.set', { id: 'openai', secret: 's' }, 'Save a key'],
    ['gateway.disconnect', {}, 'Disconnect from the gateway'],
    ['settings.set', { key: 'codexBinary', value: '/x' }, 'Change the setting “codexBinary”'],
    ['templates.save', { template }, 'Save the template “Codex 5.5”'],
    ['app.quit', {}, 'Quit Bulkhead'],
  ] as const)('asks in the window before %s while a helper could ask', (name, input, what) => {
    expect(socketPolicy(name, input, unsafe)).toEqual({ kind: 'confirm', what });
  });

  it('still starts, stops and reads while a helper could ask', () => {
    for (const [name, input] of [
      ['helpers.spawn', { templateId: 't', prompt: 'p' }],
      ['helpers.stop', { id: 'h1' }],
      ['gateway.retry', {}],
      ['state.get', {}],
    ] as const) {
      expect(socketPolicy(name, input, unsafe).kind).toBe('allow');
    }
  });

  it('leaves dialogs and the clipboard to the window', () => {
    expect(socketPolicy('app.choose-folder', { from: null }, calm).kind).toBe('refuse');
    expect(socketPolicy('app.copy', { text: 'x' }, calm).kind).toBe('refuse');
    expect(socketPolicy('app.restart', {}, calm).kind).toBe('refuse');
  });
});
