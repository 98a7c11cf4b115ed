import type { ReactNode } from 'react';
import type { Tone } from '../../shared/state.ts';
import { CutName } from './cut-name.tsx';
import type { IconName } from './icon.tsx';
import table from './table.module.css';
import { Toned, TonedIcon } from './toned.tsx';

/** A row that opens its thing wherever it is pressed, unless a text in it is being marked. */
export const OpenRow = ({
  onOpen,
  children,
}: {
  readonly onOpen: () => void;
  readonly children: ReactNode;
}) => {
  const onClick = () => {
    if (document.getSelection()?.isCollapsed !== false) onOpen();
  };
  return (
    <tr className={table.row} onClick={onClick}>
      {children}
    </tr>
  );
};

/** The first cell of a row: the name, which opens the thing. Where it is too long its middle goes. */
export const OpenCell = ({
  name,
  onOpen,
}: {
  readonly name: string;
  readonly onOpen: () => void;
}) => (
  <td>
    <button
      type="button"
      data-roving
      aria-label={name}
      className={table.open}
      title={name}
      onClick={onOpen}
    >
      <CutName name={name} />
    </button>
  </td>
);

/** The cell of a row's state: its shape and word, and what runs with it. */
export const StateCell = ({
  tone,
  icon,
  word,
  children,
}: {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
  readonly children?: ReactNode;
}) => (
  <td>
    <span className={table.state}>
      <TonedIcon tone={tone} name={icon} />
      <Toned tone={tone}>{word}</Toned>
      {children}
    </span>
  </td>
);
