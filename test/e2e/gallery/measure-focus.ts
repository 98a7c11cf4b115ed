/** What has the focus, as a person who uses the keyboard sees it. */
export interface FocusSeen {
  readonly name: string;
  /** What hides it: outside the window, or something lies on it. */
  readonly hiddenBy: string | null;
  /** Contrast of its ring with the ground; null without a ring. */
  readonly ring: number | null;
}

/**
 * Measures what has the focus in the page it runs in. It uses nothing from outside itself, because it
 * travels there as text. Contrast is WCAG 2's, against the nearest opaque ground.
 */
export const measureFocus = (): FocusSeen => {
  const active = document.activeElement ?? document.body;

  type Rgb = readonly [number, number, number, number];
  const rgb = (text: string): Rgb => {
    const parts = text
      .slice(text.indexOf('(') + 1, -1)
      .split(/[\s,/]+/)
      .map(Number);
    return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0, parts[3] ?? 1];
  };
  const luminance = ([r, g, b]: Rgb): number => {
    const linear = (value: number): number => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const groundOf = (element: Element | null): Rgb => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  // A field's ring is that of the frame around it.
  const ringed = [active, active.parentElement].find((element) => {
    if (element === null) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1;
  });
  const ringOf = (element: Element): number => {
    const of = [
      luminance(rgb(getComputedStyle(element).outlineColor)),
      luminance(groundOf(element.parentElement)),
    ];
    const [light, dark] = of.sort((a, b) => b - a);
    return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
  };

  const box = active.getBoundingClientRect();
  const seen = {
    left: Math.max(0, box.left),
    top: Math.max(0, box.top),
    right: Math.min(innerWidth, box.right),
    bottom: Math.min(innerHeight, box.bottom),
  };
  // The room of what scrolls around it, less the part that is kept free for what stays in its place.
  const room = { width: innerWidth, height: innerHeight };
  for (let at = active.parentElement; at !== null; at = at.parentElement) {
    const { overflowX, overflowY, scrollPaddingTop } = getComputedStyle(at);
    const kept = parseFloat(scrollPaddingTop) || 0;
    if (overflowX === 'auto') room.width = Math.min(room.width, at.clientWidth);
    if (overflowY === 'auto') room.height = Math.min(room.height, at.clientHeight - kept);
  }
  const hiddenBy = (): string | null => {
    // What is larger than its room cannot be in it whole.
    const lacks = (shown: number, whole: number, most: number): boolean =>
      shown < (whole > most ? most / 2 : whole - 0.5);
    if (
      lacks(seen.right - seen.left, box.width, room.width) ||
      lacks(seen.bottom - seen.top, box.height, room.height)
    ) {
      return 'the edge of the window';
    }
    const top = document.elementFromPoint(
      (seen.left + seen.right) / 2,
      (seen.top + seen.bottom) / 2,
    );
    const isOwn = top !== null && (active.contains(top) || top.contains(active));
    return isOwn ? null : (top?.outerHTML.slice(0, 80) ?? 'nothing is there');
  };
  const field = active instanceof HTMLInputElement ? active : null;
  const words = field === null ? active.textContent : (field.labels?.[0]?.textContent ?? '');
  return {
    name: (active.getAttribute('aria-label') ?? words).trim(),
    hiddenBy: hiddenBy(),
    ring: ringed === undefined || ringed === null ? null : ringOf(ringed),
  };
};
