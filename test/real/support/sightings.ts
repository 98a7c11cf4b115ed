import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { secretForms } from '../../../electron/secret-forms.ts';
import type { PanelApp } from '../../support/panel-app.ts';
import { processesNaming } from '../../support/processes.ts';

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

const files = async (root: string): Promise<readonly Place[]> => {
  const places: Place[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const name = join(entry.parentPath, entry.name);
    // A symbolic link's target is text as well; what went meanwhile is not there.
    if (!entry.isFile()) continue;
    places.push({ name, text: await readFile(name, 'latin1').catch(() => '') });
  }
  return places;
};

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
  return Object.entries(seen).map(([name, text]) => ({ name: `page: ${name}`, text }));
};

/**
 * Everything that Bulkhead leaves where somebody may read it: each file under BULKHEAD_HOME with
 * its compartments and log, command line and environment of every process of ours, what the command
 * line prints, the page and its snapshot.
 */
export const placesOf = async (app: PanelApp): Promise<readonly Place[]> =>
  (await Promise.all([files(app.home), processes(app), commandLine(app), page(app)])).flat();

/** Where a secret stands in any of its spellings (as it is, JSON, URL, base64). */
export const sightings = (
  secrets: Readonly<Record<string, string>>,
  places: readonly Place[],
): readonly string[] =>
  Object.entries(secrets).flatMap(([kind, secret]) => {
    const forms = secretForms(secret);
    return places
      .filter(({ text }) => forms.some((form) => text.includes(form)))
      .map(({ name }) => `${kind} in ${name}`);
  });
