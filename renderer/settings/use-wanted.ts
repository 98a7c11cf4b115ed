import { useEffect } from 'react';
import { useView } from '../panel-context.tsx';

/** Brings the setting that was asked for into view, with the focus on its control. */
export const useWanted = () => {
  const wanted = useView(({ place }) => (place.view === 'settings' ? place.at : undefined));
  useEffect(() => {
    if (wanted === undefined) return;
    const row = Array.from(document.querySelectorAll<HTMLElement>('[data-setting]')).find(
      ({ dataset }) => dataset.setting === wanted,
    );
    row?.scrollIntoView({ block: 'center' });
    row?.querySelector<HTMLElement>('input, button, [role="combobox"]')?.focus();
  }, [wanted]);
};
