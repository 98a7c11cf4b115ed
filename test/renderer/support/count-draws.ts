import { vi } from 'vitest';
import * as sideRow from '../../../renderer/frame/side-row.tsx';
import * as cells from '../../../renderer/ui/cells.tsx';
import * as icon from '../../../renderer/ui/icon.tsx';
import * as pane from '../../../renderer/ui/pane.tsx';

/** What was drawn since it was asked last, by name, in the order of the page. */
export interface Draws {
  /** Rows of the left column. */
  readonly side: readonly string[];
  /** Titles of groups there. */
  readonly groups: readonly string[];
  /** Rows of the table. */
  readonly table: readonly string[];
  /** Titles of panes, drawn as a whole. */
  readonly panes: readonly string[];
  /** Drawings of every kind: whatever is drawn anew has one, so that nothing goes uncounted. */
  readonly icons: number;
}

/** Counts what is drawn from now on; every call begins anew. `vi.restoreAllMocks()` ends it. */
export const countDraws = (): (() => Draws) => {
  const side = vi.spyOn(sideRow, 'SideRow');
  const groups = vi.spyOn(sideRow, 'SideGroup');
  const table = vi.spyOn(cells, 'OpenCell');
  const panes = vi.spyOn(pane, 'Pane');
  const icons = vi.spyOn(icon, 'Icon');
  return () => {
    const draws = {
      side: side.mock.calls.map(([{ name }]) => name),
      groups: groups.mock.calls.map(([{ name }]) => name),
      table: table.mock.calls.map(([{ name }]) => name),
      panes: panes.mock.calls.map(([{ title }]) => (typeof title === 'string' ? title : '')),
      icons: icons.mock.calls.length,
    };
    for (const spy of [side, groups, table, panes, icons]) spy.mockClear();
    return draws;
  };
};
