import { Menu } from '@base-ui/react/menu';
import { Button } from './button.tsx';
import styles from './more-menu.module.css';

export interface MenuEntry {
  readonly label: string;
  readonly danger?: boolean;
  readonly onChoose: () => void;
}

/** What else can be done here, behind three dots. */
export const MoreMenu = ({
  label,
  entries,
}: {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}) => (
  <Menu.Root modal={false}>
    <Menu.Trigger render={<Button kind="quiet" iconOnly icon="more" data-more="" />}>
      {label}
    </Menu.Trigger>
    <Menu.Portal>
      <Menu.Positioner className={styles.positioner} align="end" sideOffset={4}>
        <Menu.Popup className={styles.popup}>
          {entries.map(({ label: name, danger, onChoose }) => (
            <Menu.Item
              key={name}
              className={styles.item}
              data-danger={danger === true || undefined}
              onClick={onChoose}
            >
              {name}
            </Menu.Item>
          ))}
        </Menu.Popup>
      </Menu.Positioner>
    </Menu.Portal>
  </Menu.Root>
);
