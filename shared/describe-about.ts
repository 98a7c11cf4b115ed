import type { AboutApp, AboutSystem, Licence, Openable } from './about.ts';
import { describeCause } from './describe-cause.ts';
import { capitalised, count } from './format.ts';
import type { CodexView, PanelState } from './state.ts';

/** A line of what runs: its name and what it says. */
export interface AboutRow {
  readonly name: string;
  readonly value: string;
}

/** What each is called, in a sentence. */
export const openableNames: Readonly<Record<Openable, string>> = {
  logs: 'the log folder',
  home: 'Bulkhead’s folder',
  licences: 'the licences of Chromium',
};

const codexWords = (codex: CodexView): string => {
  switch (codex.phase) {
    case 'looking':
      return 'Looked for now';
    case 'found':
      return `${codex.version}, ${codex.path}`;
    case 'unusable':
      return describeCause(codex.failure, 'helper');
  }
};

const sessionWords: Readonly<Record<string, string>> = {
  wayland: 'Wayland',
  x11: 'X11',
  tty: 'text console',
};

/** The system in lines: what it is, and the desktop on it. Pure. */
export const systemRows = ({
  os,
  kernel,
  arch,
  desktop,
  session,
}: AboutSystem): readonly AboutRow[] => [
  { name: 'System', value: `${os}, Linux ${kernel}, ${arch}` },
  {
    name: 'Desktop',
    value: `${desktop ?? 'Not named'}, ${session === null ? 'session not named' : (sessionWords[session] ?? session)}`,
  },
];

/** All that is known of what runs, in the order of a report. Pure. */
export const aboutRows = (
  about: AboutApp,
  { app, gateway }: Pick<PanelState, 'app' | 'gateway'>,
): readonly AboutRow[] => [
  { name: 'Bulkhead', value: `${app.version}${app.practice ? ', practice' : ''}` },
  { name: 'Electron', value: `${app.electron}${app.standIn ? ', a stand-in' : ''}` },
  { name: 'Chromium', value: about.chromium },
  { name: 'Node', value: about.node },
  { name: 'codex', value: codexWords(app.codex) },
  { name: 'Gateway', value: gateway.version ?? 'Not known: no gateway has said it yet' },
  ...systemRows(about.system),
  { name: 'Logs', value: about.logs },
  { name: 'Folder', value: about.home },
];

/** The rows as text to paste: a line each. Pure. */
export const aboutReport = (rows: readonly AboutRow[]): string =>
  rows.map(({ name, value }) => `${name}: ${value}\n`).join('');

/** What stands in the place of the text of a licence that a package does not carry. */
const noLicenceText = 'It carries no text of its licence.';

/** The whole text of a licence, or that there is none. Pure. */
export const licenceText = ({ text }: Licence): string => text ?? noLicenceText;

/** How many licences are shown, of how many. Pure. */
export const describeLicences = (shown: number, all: number): string =>
  shown === all ? capitalised(count(all, 'licence')) : `${shown} of ${count(all, 'licence')}`;
