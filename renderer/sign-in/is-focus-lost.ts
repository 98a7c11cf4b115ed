/** True when nothing has the focus, as after its control went away. */
export const isFocusLost = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;
