/** What presses it: the page wherever it is, a control that has the focus, or the application menu. */
type By = 'page' | 'control' | 'menu';

/** The application menu's own entries, by Electron's names for what they do. */
type MenuRole =
  | 'close'
  | 'quit'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'selectAll'
  | 'zoomIn'
  | 'zoomOut'
  | 'resetZoom'
  | 'togglefullscreen';

interface Row {
  readonly by: By;
  /** Each is one way to press it: names of keys with a blank between, held together. */
  readonly keys: readonly string[];
  /** What it does, as a person would say it. */
  readonly does: string;
  readonly menu?: 'File' | 'Edit' | 'View';
  readonly role?: MenuRole;
}

/**
 * Every key that does something, by name. The page's keyboard, the application menu, the palette and
 * the sheet of shortcuts all read this table.
 */
export const shortcuts = {
  palette: { by: 'page', keys: ['Ctrl K'], does: 'Search or command' },
  spawn: { by: 'page', keys: ['Ctrl N'], does: 'New helper' },
  gateway: { by: 'page', keys: ['Ctrl 1'], does: 'Gateway' },
  sessions: { by: 'page', keys: ['Ctrl 2'], does: 'Sessions' },
  credentials: { by: 'page', keys: ['Ctrl 3'], does: 'Credentials' },
  helpers: { by: 'page', keys: ['Ctrl 4'], does: 'Helpers' },
  settings: { by: 'page', keys: ['Ctrl ,'], does: 'Settings' },
  filter: { by: 'page', keys: ['Ctrl F'], does: 'Filter the table, or search' },
  'next-region': { by: 'page', keys: ['F6'], does: 'Next of header, list, detail, facts' },
  'last-region': { by: 'page', keys: ['Shift F6'], does: 'The one before' },
  more: { by: 'page', keys: ['ContextMenu', 'Shift F10'], does: 'More actions' },
  shortcuts: { by: 'page', keys: ['?'], does: 'This list of shortcuts' },
  move: { by: 'control', keys: ['↑', '↓'], does: 'Move in a list or menu' },
  ends: { by: 'control', keys: ['Home', 'End'], does: 'First or last of a list' },
  open: { by: 'control', keys: ['Enter'], does: 'Open, or send a dialog of lines only' },
  fold: { by: 'control', keys: ['→', '←'], does: 'Open or close a fold' },
  send: { by: 'control', keys: ['Ctrl Enter'], does: 'Start or save, anywhere in a dialog' },
  leave: { by: 'control', keys: ['Esc'], does: 'Close what is on top; what was typed is kept' },
  'ask-start': { by: 'control', keys: ['Enter'], does: 'Ask: start' },
  'ask-line': { by: 'control', keys: ['Shift Enter'], does: 'Ask: a new line' },
  'ask-template': { by: 'control', keys: ['Alt 1', 'Alt 9'], does: 'Ask: choose a template' },
  close: { by: 'menu', menu: 'File', role: 'close', keys: ['Ctrl W'], does: 'Close the window' },
  quit: { by: 'menu', menu: 'File', role: 'quit', keys: ['Ctrl Q'], does: 'Quit Bulkhead' },
  undo: { by: 'menu', menu: 'Edit', role: 'undo', keys: ['Ctrl Z'], does: 'Undo typing' },
  redo: { by: 'menu', menu: 'Edit', role: 'redo', keys: ['Ctrl Shift Z'], does: 'Redo typing' },
  cut: { by: 'menu', menu: 'Edit', role: 'cut', keys: ['Ctrl X'], does: 'Cut' },
  copy: { by: 'menu', menu: 'Edit', role: 'copy', keys: ['Ctrl C'], does: 'Copy' },
  paste: { by: 'menu', menu: 'Edit', role: 'paste', keys: ['Ctrl V'], does: 'Paste' },
  'select-all': {
    by: 'menu',
    menu: 'Edit',
    role: 'selectAll',
    keys: ['Ctrl A'],
    does: 'Select all',
  },
  // Ctrl = is Ctrl + on keyboards where plus needs Shift.
  'zoom-in': {
    by: 'menu',
    menu: 'View',
    role: 'zoomIn',
    keys: ['Ctrl +', 'Ctrl ='],
    does: 'Zoom in',
  },
  'zoom-out': { by: 'menu', menu: 'View', role: 'zoomOut', keys: ['Ctrl -'], does: 'Zoom out' },
  'zoom-reset': {
    by: 'menu',
    menu: 'View',
    role: 'resetZoom',
    keys: ['Ctrl 0'],
    does: 'Actual size',
  },
  'full-screen': {
    by: 'menu',
    menu: 'View',
    role: 'togglefullscreen',
    keys: ['F11'],
    does: 'Full screen',
  },
} as const satisfies Readonly<Record<string, Row>>;

export type ShortcutId = keyof typeof shortcuts;

/** Those that the page itself listens to, wherever the focus is. */
export type PageShortcutId = {
  [Id in ShortcutId]: (typeof shortcuts)[Id]['by'] extends 'page' ? Id : never;
}[ShortcutId];

export interface Shortcut extends Row {
  readonly id: ShortcutId;
}

/** The table as a list, in its order. */
export const everyShortcut: readonly Shortcut[] = Object.entries(shortcuts).map(([id, row]) => ({
  ...row,
  // Object.entries forgets the names that the table has.
  id: id as ShortcutId,
}));

/** How its first keys are shown: `Ctrl K`. */
export const keysOf = (id: ShortcutId): string => shortcuts[id].keys[0];

const shown: Readonly<Record<string, string>> = { ContextMenu: 'Menu' };

/** The names on the caps of one way to press it. */
export const capsOf = (keys: string): readonly string[] =>
  keys.split(' ').map((key) => shown[key] ?? key);

/** Groups of the sheet, with their titles. */
export const shortcutGroups: readonly {
  readonly title: string;
  readonly rows: readonly Shortcut[];
}[] = [
  { title: 'Anywhere', by: 'page' as const },
  { title: 'Lists, forms and dialogs', by: 'control' as const },
  { title: 'The window', by: 'menu' as const },
].map(({ title, by }) => ({ title, rows: everyShortcut.filter((row) => row.by === by) }));

/** The same keys as Electron writes them: `CommandOrControl+K`. */
export const acceleratorOf = (keys: string): string =>
  keys
    .split(' ')
    .map((key) => (key === 'Ctrl' ? 'CommandOrControl' : key === '+' ? 'Plus' : key))
    .join('+');
