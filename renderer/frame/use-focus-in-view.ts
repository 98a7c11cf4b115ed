import { useEffect } from 'react';

/**
 * What Tab reaches is in view whole. The browser alone is content with a part of it, such as half the
 * head of a column in a table that scrolls across.
 */
export const useFocusInView = (): void => {
  useEffect(() => {
    const onKeyUp = ({ key }: KeyboardEvent) => {
      if (key !== 'Tab' || document.activeElement === document.body) return;
      document.activeElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    };
    window.addEventListener('keyup', onKeyUp);
    return () => window.removeEventListener('keyup', onKeyUp);
  }, []);
};
