import type { ReactNode } from 'react';
import type { Tone } from '../../shared/state.ts';
import { Icon, type IconName } from './icon.tsx';
import text from './text.module.css';

/** A state word in the colour of its state. */
export const Toned = ({
  tone,
  children,
}: {
  readonly tone: Tone;
  readonly children: ReactNode;
}) => (
  <span className={text.toned} data-tone={tone}>
    {children}
  </span>
);

/** A state's shape in the colour of its state. */
export const TonedIcon = ({ tone, name }: { readonly tone: Tone; readonly name: IconName }) => (
  <span className={text.toned} data-tone={tone}>
    <Icon name={name} />
  </span>
);
