const held = { Ctrl: 'ctrlKey', Shift: 'shiftKey', Alt: 'altKey' } as const;

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

const isHeld = (name: string): name is keyof typeof held => Object.hasOwn(held, name);

/** True for the keys of a shortcut and no more; a sign that needs Shift is itself, however it is typed. Pure. */
export const isPressed = (keys: string, event: Pressed): boolean => {
  const names = keys.split(' ');
  const key = names.at(-1) ?? '';
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase() && !/\d/.test(key);
  return (
    !event.metaKey &&
    event.key.toLowerCase() === key.toLowerCase() &&
    (Object.keys(held) as (keyof typeof held)[])
      .filter((name) => !(isSign && name === 'Shift'))
      .every((name) => event[held[name]] === names.slice(0, -1).filter(isHeld).includes(name))
  );
};

/** True for keys that write something where text is typed. Pure. */
export const writes = (keys: string): boolean => keys.length === 1;
