import type { ButtonHTMLAttributes, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './button.module.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'primary' | 'default' | 'quiet';
  /** Red text: it ends or deletes something. */
  readonly danger?: boolean;
  readonly small?: boolean;
  readonly icon?: IconName;
  /** Only the drawing is shown; `children` becomes the accessible name and the tooltip. */
  readonly iconOnly?: boolean;
  readonly keys?: string;
  /** What it is doing now, in place of its label and as wide; null while it waits to be pressed. */
  readonly busy?: string | null;
  readonly ref?: Ref<HTMLButtonElement> | undefined;
}

/** A verb and its object. Also usable as `render` of a Base UI trigger. */
export const Button = ({
  kind = 'default',
  danger = false,
  small = false,
  icon,
  iconOnly = false,
  keys,
  busy = null,
  children,
  className,
  ...rest
}: ButtonProps) => {
  const classes = [
    styles.button,
    styles[kind],
    danger && styles.danger,
    small && styles.small,
    iconOnly && styles.iconOnly,
    className,
  ];
  const name = iconOnly && typeof children === 'string' ? children : undefined;
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      aria-disabled={busy !== null || undefined}
      data-danger={danger || undefined}
      {...rest}
      className={classes.filter(Boolean).join(' ')}
    >
      {icon !== undefined && <Icon name={icon} />}
      {!iconOnly && busy === null && children}
      {!iconOnly && busy !== null && (
        <span className={styles.swap}>
          <span aria-hidden="true">{children}</span>
          <span>{busy}</span>
        </span>
      )}
      {keys !== undefined && (
        <kbd className={styles.keys} aria-hidden="true">
          {keys}
        </kbd>
      )}
    </button>
  );
};
