import { Variant } from '@particle/dbus-next';

import { plainLine } from '../../shared/show-codes.ts';
import type { TrayAction, TrayItem } from './tray-menu.ts';

/** A line as com.canonical.dbusmenu has it: `(ia{sv}av)`. */
export type MenuNode = readonly [
  id: number,
  properties: Readonly<Record<string, Variant>>,
  children: readonly MenuNode[],
];

/** In a dbusmenu label one underscore marks a key, and two are one. */
const plain = (label: string): string => plainLine(label).replaceAll('_', '__');

const propertiesOf = (item: TrayItem): Record<string, Variant> => {
  switch (item.kind) {
    case 'separator':
      return { type: new Variant('s', 'separator') };
    case 'text':
      return { label: new Variant('s', plain(item.label)), enabled: new Variant('b', false) };
    case 'item':
      return { label: new Variant('s', plain(item.label)) };
    case 'submenu':
      return {
        label: new Variant('s', plain(item.label)),
        'children-display': new Variant('s', 'submenu'),
      };
  }
};

/** What a line is and does, apart from what is below it. */
const keyOf = (item: TrayItem): string =>
  JSON.stringify(item.kind === 'submenu' ? ['submenu', item.label] : item);

/** So many menus back, a line that is still on the screen does what it says. */
const KEPT_MENUS = 20;

/**
 * The lines of the menu as a desktop asks for them. A number belongs to what a line says and does for
 * good: whoever clicks into a menu that was exchanged meanwhile gets what stood there, or nothing.
 */
export class DbusMenu {
  readonly #ids = new Map<string, number>();
  readonly #actions = new Map<number, { readonly action: TrayAction; readonly revision: number }>();
  #nodes = new Map<number, MenuNode>();
  #nextId = 1;
  #revision = 0;

  get revision(): number {
    return this.#revision;
  }

  /** Replaces all lines. */
  show(items: readonly TrayItem[]): void {
    this.#revision += 1;
    this.#nodes = new Map();
    const root: MenuNode = [
      0,
      { 'children-display': new Variant('s', 'submenu') },
      this.#lines(items, ''),
    ];
    this.#nodes.set(0, root);
    for (const [id, { revision }] of this.#actions) {
      if (this.#revision - revision > KEPT_MENUS) this.#actions.delete(id);
    }
    for (const [key, id] of this.#ids) {
      if (!this.#nodes.has(id) && !this.#actions.has(id)) this.#ids.delete(key);
    }
  }

  /** A line with `depth` levels below it (-1: all of them); undefined for one that is gone. */
  layout(id: number, depth: number): MenuNode | undefined {
    const cut = ([of, properties, children]: MenuNode, left: number): MenuNode => [
      of,
      properties,
      left === 0 ? [] : children.map((child) => cut(child, left - 1)),
    ];
    const found = this.#nodes.get(id);
    return found === undefined ? undefined : cut(found, depth);
  }

  /** What a click on the line does; undefined where it does nothing. */
  action(id: number): TrayAction | undefined {
    return this.#actions.get(id)?.action;
  }

  #lines(items: readonly TrayItem[], above: string): readonly MenuNode[] {
    const times = new Map<string, number>();
    return items.map((item) => {
      const own = keyOf(item);
      const nth = (times.get(own) ?? 0) + 1;
      times.set(own, nth);
      const key = `${above}/${own}${nth}`;
      const id = this.#ids.get(key) ?? this.#nextId++;
      this.#ids.set(key, id);
      if (item.kind === 'item') {
        this.#actions.set(id, { action: item.action, revision: this.#revision });
      }
      const children = item.kind === 'submenu' ? this.#lines(item.items, key) : [];
      const node: MenuNode = [id, propertiesOf(item), children];
      this.#nodes.set(id, node);
      return node;
    });
  }
}

/** A line as it goes over the bus: each one below it in a variant of its own. */
export const wireNode = ([id, properties, children]: MenuNode): unknown[] => [
  id,
  properties,
  children.map((child) => new Variant('(ia{sv}av)', wireNode(child))),
];
