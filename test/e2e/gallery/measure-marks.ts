/** What marks a thing in the page: the colour of the mark, and of the ground it is on. */
export interface Mark {
  readonly colour: string;
  readonly ground: string;
  /** Thickness in px; 0 when there is no mark. */
  readonly thick: number;
}

export type MarkOf = 'outline' | 'border' | 'below' | 'fill' | 'before';

/**
 * Measures the mark of one element in the page it runs in. It uses nothing from outside itself, because
 * it travels there as text. The ground is the nearest opaque one around the element.
 */
export const measureMark = (element: Element, of: MarkOf): Mark => {
  const style = getComputedStyle(element, of === 'before' ? '::before' : null);
  const isOpaque = (colour: string): boolean => colour.startsWith('rgb(');
  let ground = 'rgb(255, 255, 255)';
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (!isOpaque(backgroundColor)) continue;
    ground = backgroundColor;
    break;
  }
  const line = (width: string, kind: string): number => (kind === 'none' ? 0 : parseFloat(width));
  switch (of) {
    case 'outline':
      return {
        colour: style.outlineColor,
        ground,
        thick: line(style.outlineWidth, style.outlineStyle),
      };
    case 'border':
      return {
        colour: style.borderTopColor,
        ground,
        thick: line(style.borderTopWidth, style.borderTopStyle),
      };
    case 'below':
      return {
        colour: style.borderBottomColor,
        ground,
        thick: line(style.borderBottomWidth, style.borderBottomStyle),
      };
    default:
      return {
        colour: style.backgroundColor,
        ground,
        thick: Math.min(parseFloat(style.width), parseFloat(style.height)),
      };
  }
};
