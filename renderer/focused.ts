/** What has the focus; null when nothing has, as after its control went away. */
export const focused = (): HTMLElement | null => {
  const { activeElement, body } = document;
  return activeElement instanceof HTMLElement && activeElement !== body ? activeElement : null;
};
