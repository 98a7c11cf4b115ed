const shown = { display: 'block', visibility: 'visible', pointerEvents: 'auto' } as const;

const isTold = (name: PropertyKey): name is keyof typeof shown => Object.hasOwn(shown, name);

/**
 * The computed style of an element where no style sheet is loaded: its own, and `hidden`. happy-dom
 * 21 computes it through all ancestors after every change, which most of a test's time went into.
 */
export const plainStyle = (element: Element): CSSStyleDeclaration => {
  const own = element instanceof HTMLElement ? element.style : document.createElement('i').style;
  return new Proxy(own, {
    get: (style, name) => {
      if (name === 'display' && element.hasAttribute('hidden')) return 'none';
      const value: unknown = Reflect.get(style, name, style);
      if (typeof value === 'function') return value.bind(style) as unknown;
      return value === '' && isTold(name) ? shown[name] : value;
    },
  });
};
