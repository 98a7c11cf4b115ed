import { RadioCards } from '../ui/radio-cards.tsx';

interface Props {
  readonly isolated: boolean;
  readonly onIsolated: (isolated: boolean) => void;
}

const cards = [
  {
    value: 'isolated',
    name: 'Isolated',
    text: 'Own process, home and environment. Its failure stays inside.',
  },
  {
    value: 'shared',
    name: 'Shared',
    text: 'Starts faster. A crash stops every helper that shares it.',
  },
] as const;

/** Whether the helper gets a client of its own. */
export const CompartmentChoice = ({ isolated, onIsolated }: Props) => (
  <RadioCards
    label="Compartment"
    cards={cards}
    value={isolated ? 'isolated' : 'shared'}
    onValue={(value) => onIsolated(value === 'isolated')}
  />
);
