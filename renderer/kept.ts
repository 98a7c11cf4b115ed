type Fields = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Fields =>
  Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';

/** True for data that says the same, whichever objects it is made of. Pure. */
export const saysTheSame = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (!isPlain(a) || !isPlain(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && saysTheSame(a[name], b[name]))
  );
};

/** Gives back what it was given, and for as long as that says the same, the same object. */
export const keeping = <T>(): ((next: T) => T) => {
  let last: { readonly value: T } | null = null;
  return (next) => {
    if (last === null || !saysTheSame(last.value, next)) last = { value: next };
    return last.value;
  };
};
