/** What is wrong with a page as it is laid out; each line names the element. */
export interface PageFaults {
  /** Text that is cut, across or below, without a tooltip that has it whole, or that leaves its box. */
  readonly clipped: readonly string[];
  /** Texts that lie on one another. */
  readonly overlapping: readonly string[];
  /** Text whose contrast with what is behind it is below 4.5. */
  readonly faint: readonly string[];
  /** Controls below 24 px. */
  readonly small: readonly string[];
  /** Controls without an accessible name. */
  readonly nameless: readonly string[];
  /** What still moves although the person asked for less motion. */
  readonly moving: readonly string[];
}

/**
 * Measures the page it runs in. It uses nothing from outside itself, because it travels there as
 * text. Contrast is WCAG 2's, against the nearest opaque ground.
 */
export const measurePage = (): PageFaults => {
  const LEAST_CONTRAST = 4.5;
  const LEAST_TARGET = 24;
  const dialog = document.querySelector(
    '[role="menu"], [role="dialog"]:not([role="region"] *), [role="alertdialog"]',
  );
  const scope = dialog ?? document.body;

  const label = (element: Element): string => {
    const words = element.textContent.trim().slice(0, 40);
    return `${element.tagName.toLowerCase()}.${element.className.split(' ')[0] ?? ''} “${words}”`;
  };
  const isSeen = (element: Element): boolean => {
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return false;
    const { visibility, clipPath } = getComputedStyle(element);
    return visibility === 'visible' && clipPath === 'none';
  };
  const hiddenByParent = (element: Element): boolean =>
    element.closest('[aria-hidden="true"]') !== null ||
    Array.from({ length: 8 }).reduce<{ at: Element | null; hidden: boolean }>(
      ({ at, hidden }) => ({
        at: at?.parentElement ?? null,
        hidden: hidden || (at !== null && getComputedStyle(at).clipPath !== 'none'),
      }),
      { at: element, hidden: false },
    ).hidden;
  const inView = (box: DOMRect): boolean =>
    box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;

  type Rgb = readonly [number, number, number, number];
  const rgb = (text: string): Rgb => {
    const parts = text
      .slice(text.indexOf('(') + 1, -1)
      .split(/[\s,/]+/)
      .map(Number);
    return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0, parts[3] ?? 1];
  };
  const groundOf = (element: Element): Rgb => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const luminance = ([r, g, b]: Rgb): number => {
    const linear = (value: number): number => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const contrast = (one: Rgb, other: Rgb): number => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
  };

  const textParents = Array.from(scope.querySelectorAll('*')).filter(
    (element) =>
      Array.from(element.childNodes).some(
        (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '',
      ) &&
      isSeen(element) &&
      !hiddenByParent(element),
  );

  const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();
  const isTold = (element: Element): boolean => {
    const title = element.closest('[title]')?.getAttribute('title') ?? '';
    return title !== '' && flat(title).includes(flat(element.textContent));
  };
  const scrolls = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll';
  const cuts = (overflow: string): boolean => overflow === 'hidden' || overflow === 'clip';
  const scrollsAcross = (element: Element): boolean => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      if (scrolls(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
    }
    return false;
  };
  const isCutAcross = (element: Element): boolean => {
    const { overflowX, display } = getComputedStyle(element);
    if (display === 'inline' || scrolls(overflowX)) return false;
    return element.scrollWidth > element.clientWidth + 1;
  };
  const isCutBelow = (element: Element): boolean => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const { top, bottom } = range.getBoundingClientRect();
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { overflowY, position } = getComputedStyle(at);
      if (scrolls(overflowY)) return false;
      const frame = at.getBoundingClientRect();
      if (cuts(overflowY) && (bottom > frame.bottom + 2 || top < frame.top - 2)) return true;
      if (position === 'fixed') return false;
    }
    return false;
  };

  const clipped: string[] = [];
  const faint: string[] = [];
  for (const element of textParents) {
    const style = getComputedStyle(element);
    if ((isCutAcross(element) || isCutBelow(element)) && !isTold(element)) {
      clipped.push(label(element));
    }
    // An inline box is as long as its text, also where the block that it is in cuts that.
    let block = element;
    while (getComputedStyle(block).display === 'inline' && block.parentElement !== null) {
      block = block.parentElement;
    }
    if (block !== element && isCutAcross(block) && !isTold(element)) clipped.push(label(element));
    const box = block.getBoundingClientRect();
    if ((box.right > innerWidth + 1 || box.left < -1) && !scrollsAcross(block))
      clipped.push(`${label(element)} leaves the window`);
    const ratio = contrast(rgb(style.color), groundOf(element));
    if (ratio < LEAST_CONTRAST) faint.push(`${label(element)} ${ratio.toFixed(2)}`);
  }

  const shown = (element: Element, box: DOMRect): DOMRect => {
    let { left, right, top, bottom } = box;
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      if (getComputedStyle(at).overflowX === 'visible') continue;
      const frame = at.getBoundingClientRect();
      left = Math.max(left, frame.left);
      right = Math.min(right, frame.right);
      top = Math.max(top, frame.top);
      bottom = Math.min(bottom, frame.bottom);
    }
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  };
  const isCovered = (element: Element, box: DOMRect): boolean => {
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    for (let at = document.elementFromPoint(x, y); at !== null; at = at.parentElement) {
      if (at.contains(element)) return false;
      if (rgb(getComputedStyle(at).backgroundColor)[3] > 0.99 && !element.contains(at)) return true;
    }
    return false;
  };
  const boxes = textParents.flatMap((element) => {
    const range = document.createRange();
    return Array.from(element.childNodes)
      .filter((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '')
      .flatMap((node) => {
        range.selectNodeContents(node);
        return Array.from(range.getClientRects());
      })
      .map((box) => shown(element, box))
      .filter((box) => inView(box) && box.width > 1)
      .filter((box) => !isCovered(element, box))
      .map((box) => ({ element, box }));
  });
  const overlapping: string[] = [];
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const width =
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const height =
        Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (width > 2 && height > 4)
        overlapping.push(`${label(one.element)} on ${label(other.element)}`);
    }
  });

  const controls = Array.from(
    scope.querySelectorAll('button, input, textarea, [role="option"], [role="combobox"]'),
  ).filter((element) => isSeen(element) && !hiddenByParent(element));
  const nameOf = (element: Element): string => {
    const ids = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const byIds = ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    const labelled =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
        ? (element.labels?.[0]?.textContent ?? '')
        : element.textContent;
    return (element.getAttribute('aria-label') ?? (byIds === '' ? labelled : byIds)).trim();
  };
  const moves = ({ effect, playState }: Animation): boolean =>
    playState === 'running' && Number(effect?.getComputedTiming().duration ?? 0) > 0;
  return {
    moving: document
      .getAnimations()
      .filter(moves)
      .map(({ id }) => id || 'an animation'),
    clipped,
    overlapping,
    faint,
    nameless: controls.filter((element) => nameOf(element) === '').map(label),
    small: controls
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect();
        const inRow = element.closest('label');
        return (width < LEAST_TARGET || height < LEAST_TARGET) && inRow === null;
      })
      .map(label),
  };
};
