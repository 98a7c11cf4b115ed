import { describe, expect, it } from 'vitest';
import { helperCouldAsk, socketPolicy } from '../../../electron/control/policy.ts';
import { builtInTemplate } from '../../../shared/settings.ts';
import {
  nothingKnown,
  type CodexView,
  type HelperView,
  type PanelState,
  type SandboxFinding,
  type SandboxFindings,
} from '../../../shared/state.ts';
import { helperView, scriptedPanel } from '../../support/scripted-panel.ts';

const codexWith = (sandboxes: SandboxFindings): CodexView => ({
  phase: 'found',
  path: '/codex',
  version: '0.171.0',
  sandboxes,
});
const verified = codexWith({ 'read-only': 'closed', 'workspace-write': 'closed' });
const untried = codexWith(nothingKnown);
const half = (readOnly: SandboxFinding, writable: SandboxFinding): SandboxFindings => ({
  'read-only': readOnly,
  'workspace-write': writable,
});
const unexpected = { kind: 'unexpected', detail: '', code: null } as const;
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
    ['no helper at all', [], untried, false],
    ['only ended ones', [ended], untried, false],
    ['alive in a sandbox that was seen closed', [alive], verified, false],
    ['alive in a sandbox that was not tried', [alive], untried, true],
    ['alive on a codex that is not known', [alive], { phase: 'looking' }, true],
    ['alive on no codex', [alive], { phase: 'unusable', failure: unexpected }, true],
    ['alive where the other sandbox is open', [alive], codexWith(half('closed', 'open')), false],
    ['alive where its own sandbox is open', [alive], codexWith(half('open', 'closed')), true],
    ['alive in a sandbox that cannot run', [alive], codexWith(half('broken', 'closed')), true],
    [
      'one of two in an open sandbox',
      [alive, helperView({ id: 'w', sandbox: 'workspace-write' })],
      codexWith(half('closed', 'open')),
      true,
    ],
  ] as const)('%s: %o', (_case, helpers, codex, expected) => {
    expect(helperCouldAsk(helpers, codex)).toBe(expected);
  });

  it('counts a parked helper whose process is kept', () => {
    const parked = {
      phase: 'waiting-for-sign-in',
      processUntil: 1,
      failure: unexpected,
    } as const;
    expect(helperCouldAsk([helperView({ id: 'p', state: parked, pid: 9 })], untried)).toBe(true);
    expect(helperCouldAsk([helperView({ id: 'p', state: parked, pid: null })], untried)).toBe(
      false,
    );
  });
});

describe('the policy of the socket', () => {
  const calm = stateWith(verified, [alive]);
  const unsafe = stateWith(untried, [alive]);
  const template = { ...builtInTemplate, credential: 'corp' };

  it('allows what the command line offers while no helper could ask', () => {
    for (const [name, input] of [
      ['helpers.spawn', { templateId: 't', prompt: 'p' }],
      ['helpers.remove', { id: 'h1' }],
      ['gateway.disconnect', {}],
      ['credentials.set', { id: 'a', secret: 's' }],
      ['templates.save', { template: { ...template, id: 'new', sandbox: 'workspace-write' } }],
      ['drill.run', { only: [] }],
      ['bundle.make', {}],
      ['state.get', {}],
      ['app.about', {}],
      ['app.licences', {}],
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
    ['templates.import', { text: '[]' }, 'Import templates from a file'],
    ['drill.run', { only: [] }, 'Run the drill'],
    ['drill.cancel', {}, 'Stop the drill'],
    ['bundle.make', {}, 'Make a bundle of what happened lately'],
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
    expect(socketPolicy('app.open', { what: 'logs' }, calm).kind).toBe('refuse');
    expect(socketPolicy('app.autostart', { on: true }, calm).kind).toBe('refuse');
    // What starts a process without a helper that shows it is the person's to ask for.
    expect(socketPolicy('helpers.prepare', { templateId: 'x' }, calm).kind).toBe('refuse');
    expect(socketPolicy('app.restart', {}, calm).kind).toBe('refuse');
    expect(socketPolicy('bundle.save', {}, calm).kind).toBe('refuse');
  });
});
