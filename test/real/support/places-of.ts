import { readFile } from 'node:fs/promises';

import type { PanelApp } from '../../support/panel-app.ts';
import { processesNaming } from '../../support/processes.ts';
import { filesBelow } from './files-below.ts';

/** A place that was looked through, with everything that stands there. */
export interface Place {
  readonly name: string;
  readonly text: string;
}

const readings = [
  ['status'],
  ['helpers'],
  ['credentials', 'list'],
  ['templates', 'list'],
  ['settings', 'get'],
] as const;

const processes = async (app: PanelApp): Promise<readonly Place[]> => {
  const places: Place[] = [];
  for (const pid of await processesNaming(app.home)) {
    for (const part of ['cmdline', 'environ']) {
      const name = `/proc/${String(pid)}/${part}`;
      places.push({ name, text: await readFile(name, 'latin1').catch(() => '') });
    }
  }
  return places;
};

const commandLine = async (app: PanelApp): Promise<readonly Place[]> =>
  Promise.all(
    readings.map(async (words) => {
      const { stdout, stderr } = await app.cli([...words, '--json']);
      const text = await app.cli(words);
      return { name: words.join(' '), text: [stdout, stderr, text.stdout, text.stderr].join('\n') };
    }),
  );

/** What the page holds, what a picture of it would show, and what a screen reader is told of it. */
const page = async (app: PanelApp): Promise<readonly Place[]> => {
  const shown = await app.page();
  const seen = await shown.evaluate(async () => {
    const reply = await window.bulkhead.command('state.get', {});
    const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')];
    return {
      dom: document.documentElement.outerHTML + fields.map(({ value }) => value).join('\n'),
      state: JSON.stringify(reply),
      address: location.href,
    };
  });
  const devtools = await app.electron.context().newCDPSession(shown);
  const tree = await devtools.send('Accessibility.getFullAXTree');
  await devtools.detach();
  return Object.entries({ ...seen, accessibility: JSON.stringify(tree) }).map(([name, text]) => ({
    name: `page: ${name}`,
    text,
  }));
};

/** Every file that an app left behind, command line and environment of each process of it. */
export const tracesOf = async (app: PanelApp): Promise<readonly Place[]> => {
  const homes = [app.home, process.env.HOME ?? ''].filter((folder) => folder !== '');
  return (await Promise.all([...homes.map(filesBelow), processes(app)])).flat();
};

/**
 * Everything that Bulkhead leaves where somebody may read it: its traces, what the command line
 * prints, the page with its tree of names for a screen reader, and the snapshot behind it.
 */
export const placesOf = async (app: PanelApp): Promise<readonly Place[]> =>
  (await Promise.all([tracesOf(app), commandLine(app), page(app)])).flat();
