import { posix } from 'node:path';

import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import * as v from 'valibot';
import type { ImportedTemplate } from '../../shared/contract.ts';
import { freeName } from '../../shared/free-name.ts';
import { NewTemplateSchema, type NewTemplate, type Template } from '../../shared/settings.ts';
import { templateFaults } from '../../shared/template-faults.ts';
import type { PanelState } from '../../shared/state.ts';
import { issueText } from '../base/issue-text.ts';
import { isRecord } from '../base/values.ts';

/** What a file of templates holds, or the first thing that is wrong with it: `line 7: …`. */
export type TemplatesRead =
  | { readonly ok: true; readonly templates: readonly ImportedTemplate[] }
  | { readonly ok: false; readonly why: string };

interface Beside extends Pick<PanelState, 'templates' | 'credentials'> {
  /** The person's own home folder, absolute. */
  readonly personHome: string;
}

const mostTemplates = 100;

type Path = readonly (string | number)[];

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** The line of what a path names, or of the nearest thing around it that is there. */
const lineOf = (text: string, root: Node, path: Path): number => {
  for (let length = path.length; length > 0; length -= 1) {
    const found = findNodeAtLocation(root, path.slice(0, length));
    if (found !== undefined) return lineAt(text, found.offset);
  }
  return lineAt(text, root.offset);
};

const parsed = (text: string): { readonly root: Node | undefined; readonly at: number | null } => {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  return { root, at: errors[0]?.offset ?? null };
};

/** One template, a list of them, or an object that has the list, as it is exported. */
const placesIn = (value: unknown): readonly { readonly path: Path; readonly value: unknown }[] => {
  const [path, found]: [Path, unknown] =
    isRecord(value) && Object.hasOwn(value, 'templates')
      ? [['templates'], value.templates]
      : [[], value];
  return Array.isArray(found)
    ? found.map((one: unknown, index) => ({ path: [...path, index], value: one }))
    : [{ path, value: found }];
};

/** Why a template may not come from a file; null for one that may. */
const tooMuch = (
  value: unknown,
  personHome: string,
): { readonly key: string; readonly why: string } | null => {
  if (!isRecord(value)) return null;
  const { sandbox, cwd } = value;
  if (sandbox === 'danger-full-access') {
    return {
      key: 'sandbox',
      why: 'full access to this computer (danger-full-access) cannot be imported. Use read-only or workspace-write',
    };
  }
  if (sandbox !== 'workspace-write' || typeof cwd !== 'string') return null;
  const folder = posix
    .normalize(cwd.trim().replace(/^~(?=\/|$)/, () => personHome))
    .replace(/\/$/, '');
  return `${personHome}/`.startsWith(`${folder}/`)
    ? {
        key: 'cwd',
        why: 'a template that may write in your whole home cannot be imported. Name a folder within it',
      }
    : null;
};

/** Under a name that is free, and without an id that is taken: nothing is ever overwritten. */
const besideOthers = (
  template: NewTemplate,
  others: readonly Pick<Template, 'id' | 'name'>[],
): ImportedTemplate => {
  const { id, ...rest } = template;
  const name = freeName(
    template.name,
    others.map((other) => other.name),
  );
  const isIdFree = id !== undefined && others.every((other) => other.id !== id);
  return {
    template: { ...rest, name, ...(isIdFree ? { id } : {}) },
    renamedFrom: name === template.name ? null : template.name,
  };
};

/**
 * Reads templates that somebody else may have written, beside those that are there. All of them are
 * good, or none is taken. Bears comments and a last comma. Pure, never throws.
 */
export const readTemplates = (text: string, beside: Beside): TemplatesRead => {
  const no = (why: string): TemplatesRead => ({ ok: false, why });
  let tree: ReturnType<typeof parsed>;
  try {
    tree = parsed(text);
  } catch (thrown) {
    // The parser goes down as deep as the text does.
    if (thrown instanceof RangeError)
      return no('this is nested too deeply for a list of templates');
    throw thrown;
  }
  const { root, at } = tree;
  if (root === undefined) return no('line 1: this is no JSON');
  if (at !== null) return no(`line ${lineAt(text, at)}: this is no JSON from here on`);
  const places = placesIn(getNodeValue(root));
  if (places.length === 0) return no('there is no template in it');
  if (places.length > mostTemplates) {
    return no(`there may be at most ${mostTemplates} templates in it, and it has ${places.length}`);
  }
  const templates: ImportedTemplate[] = [];
  for (const { path, value } of places) {
    const at = (keys: Path, why: string): TemplatesRead =>
      no(`line ${lineOf(text, root, [...path, ...keys])}: ${why}`);
    const refused = tooMuch(value, beside.personHome);
    if (refused !== null) return at([refused.key], `${refused.key}: ${refused.why}`);
    const read = v.safeParse(NewTemplateSchema, value);
    if (!read.success) {
      const keys = read.issues[0].path?.map(({ key }) => key) ?? [];
      const known = keys.filter((key) => typeof key === 'string' || typeof key === 'number');
      return at(known, issueText(read.issues));
    }
    const taken = templates.map(({ template: { id, name } }) => ({ id: id ?? '', name }));
    const imported = besideOthers(read.output, [...beside.templates, ...taken]);
    const faults = templateFaults(imported.template, { ...beside, templates: [] });
    if (faults.cwd !== undefined) return at(['cwd'], `the folder: ${faults.cwd}`);
    if (faults.credential !== undefined) return at(['credential'], faults.credential);
    templates.push(imported);
  }
  return { ok: true, templates };
};
