import { expect, it } from 'vitest';

import {
  aboutReport,
  aboutRows,
  describeLicences,
  licenceText,
  systemRows,
} from '../../../shared/describe-about.ts';
import { failure } from '../../../shared/failure.ts';
import { aboutApp } from '../../fakes/panel-about.ts';
import { appState, gatewayView } from '../../fakes/panel-parts.ts';

const valueOf = (
  name: string,
  part: Parameters<typeof appState>[0],
  version: string | null = null,
) =>
  aboutRows(aboutApp, { app: appState(part), gateway: gatewayView({ version }) }).find(
    (row) => row.name === name,
  )?.value;

it('is a report of a line each, paths as they are', () => {
  const app = appState({ version: '0.1.0', electron: '45.5.0', standIn: false });
  const rows = aboutRows(aboutApp, { app, gateway: gatewayView({ version: '2026.9.6' }) });
  expect(aboutReport(rows)).toBe(
    [
      'Bulkhead: 0.1.0',
      'Electron: 45.5.0',
      'Chromium: 152.0.7204.97',
      'Node: 24.8.0',
      'codex: 0.169.0, /usr/local/bin/codex',
      'Gateway: 2026.9.6',
      'System: Debian GNU/Linux 13 (trixie), Linux 6.12.38+deb13-amd64, x64',
      'Desktop: GNOME, Wayland',
      'Logs: /home/ana/.local/share/bulkhead/logs',
      'Folder: /home/ana/.local/share/bulkhead',
      '',
    ].join('\n'),
  );
});

it('marks practice and a stand-in, and says what is not known', () => {
  expect(valueOf('Bulkhead', { version: '0.1.0', practice: true })).toBe('0.1.0, practice');
  expect(valueOf('Electron', { electron: '33.2.1', standIn: true })).toBe('33.2.1, a stand-in');
  expect(valueOf('Gateway', {})).toBe('Not known: no gateway has said it yet');
  expect(valueOf('codex', { codex: { phase: 'looking' } })).toBe('Looked for now');
  const lacking = failure({ kind: 'not-found', command: 'codex' });
  expect(valueOf('codex', { codex: { phase: 'unusable', failure: lacking } })).toBe(
    'codex was not found',
  );
});

it.each([
  ['GNOME', 'x11', 'GNOME, X11'],
  [null, 'tty', 'Not named, text console'],
  ['sway', 'mir', 'sway, mir'],
  [null, null, 'Not named, session not named'],
])('of desktop %s and session %s it says %s', (desktop, session, words) => {
  expect(systemRows({ ...aboutApp.system, desktop, session })[1]?.value).toBe(words);
});

it('counts licences, and says where one has no text', () => {
  expect(describeLicences(61, 61)).toBe('61 licences');
  expect(describeLicences(1, 61)).toBe('1 of 61 licences');
  const one = { name: 'long', version: '4.0.0', licence: 'Apache-2.0' };
  expect(licenceText({ ...one, text: 'whole' })).toBe('whole');
  expect(licenceText({ ...one, text: null })).toBe('It carries no text of its licence.');
});
