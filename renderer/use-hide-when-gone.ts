import { useEffect } from 'react';
import { useView } from './panel-context.tsx';

/** Closes the dialog on top once what it is about is gone, so that the keys work again. */
export const useHideWhenGone = (isGone: boolean): void => {
  const hide = useView((view) => view.hide);
  useEffect(() => {
    if (isGone) hide();
  }, [isGone, hide]);
};
