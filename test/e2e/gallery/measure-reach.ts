/** What of a page no scrolling brings into view; each line names the element. */
export interface ReachFaults {
  /** Text and controls that lie, wholly or in part, where nobody can scroll to. */
  readonly lost: readonly string[];
  /** What scrolls across although it is no table and no text of lines that are kept. */
  readonly across: readonly string[];
}

/**
 * Measures the page it runs in. It uses nothing from outside itself, because it travels there as
 * text. What is shortened with an ellipsis is in its place; that it is told whole is another measure.
 */
export const measureReach = (): ReachFaults => {
  const dialog = document.querySelector(
    '[role="menu"], [role="dialog"]:not([role="region"] *), [role="alertdialog"]',
  );
  const scope = dialog ?? document.body;
  const label = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.className.split(' ')[0] ?? ''} “${element.textContent.trim().slice(0, 40)}”`;
  const scrolls = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll';
  const cuts = (overflow: string): boolean => overflow === 'hidden' || overflow === 'clip';

  const isLost = (element: Element): boolean => {
    let { left, right, top, bottom } = element.getBoundingClientRect();
    let isFixed = false;
    for (let at: Element = element; at.parentElement !== null; at = at.parentElement) {
      isFixed = getComputedStyle(at).position === 'fixed';
      if (isFixed || at.parentElement === document.documentElement) break;
      const around = at.parentElement;
      // What the body does with what is too large for it, the window does.
      if (around === document.body) continue;
      const frame = around.getBoundingClientRect();
      const { overflowX, overflowY } = getComputedStyle(around);
      if (scrolls(overflowX)) {
        if (left < frame.left - around.scrollLeft - 1) return true;
        [left, right] = [frame.left, frame.right];
      } else if (cuts(overflowX) && (left < frame.left - 1 || right > frame.right + 1)) return true;
      if (scrolls(overflowY)) {
        if (top < frame.top - around.scrollTop - 1) return true;
        [top, bottom] = [frame.top, frame.bottom];
      } else if (cuts(overflowY) && (top < frame.top - 2 || bottom > frame.bottom + 2)) return true;
    }
    if (left < -1 || right > innerWidth + 1) return true;
    const stands = isFixed || cuts(getComputedStyle(document.body).overflowY);
    return stands ? top < -2 || bottom > innerHeight + 2 : top < -scrollY - 2;
  };

  const isSeen = (element: Element): boolean => {
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return false;
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { visibility, clipPath } = getComputedStyle(at);
      if (visibility !== 'visible' || clipPath !== 'none') return false;
    }
    return true;
  };
  const hasText = (element: Element): boolean =>
    Array.from(element.childNodes).some(
      ({ nodeType, textContent }) =>
        nodeType === Node.TEXT_NODE && (textContent ?? '').trim() !== '',
    );
  // An inline text is as long as it is, also where its block shortens it.
  const isInPlace = (element: Element): boolean => getComputedStyle(element).display === 'inline';

  const all = Array.from(scope.querySelectorAll('*')).filter(isSeen);
  const kept = 'pre, code, [role="log"]';
  const across = all.filter(
    (element) =>
      scrolls(getComputedStyle(element).overflowX) &&
      element.scrollWidth > element.clientWidth + 1 &&
      !element.matches(kept) &&
      element.querySelector('table') === null,
  );
  const { scrollWidth } = document.documentElement;
  return {
    lost: all
      .filter(
        (element) =>
          (element.matches('button, input, textarea, [role="option"]') || hasText(element)) &&
          !isInPlace(element) &&
          isLost(element),
      )
      .map(label),
    across: [
      ...across.map(label),
      ...(scrollWidth > innerWidth ? [`the window, ${scrollWidth} of ${innerWidth}`] : []),
    ],
  };
};
