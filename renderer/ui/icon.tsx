import type { ReactNode } from 'react';

const ring = (
  <>
    <circle cx="8" cy="8" r="5.5" />
    <circle cx="8" cy="8" r="2.2" />
    <path d="M4.1 4.1l2.3 2.3M9.6 9.6l2.3 2.3M11.9 4.1L9.6 6.4M6.4 9.6l-2.3 2.3" />
  </>
);

const drawings = {
  ok: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="currentColor" />
      <path d="M5.2 8.2l2 2 3.7-4.2" stroke="var(--surface)" strokeWidth="1.6" />
    </>
  ),
  work: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M6.6 5.6v4.8L10.6 8z" fill="currentColor" stroke="none" />
    </>
  ),
  attention: (
    <>
      <path d="M8 2.2L14.4 13.4H1.6z" fill="currentColor" strokeWidth="1" />
      <path d="M8 6.2v3.4M8 11.6v.1" stroke="var(--surface)" strokeWidth="1.6" />
    </>
  ),
  fail: (
    <>
      <path
        d="M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4z"
        fill="currentColor"
        stroke="none"
      />
      <path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" stroke="var(--surface)" strokeWidth="1.6" />
    </>
  ),
  idle: <circle cx="8" cy="8" r="5.6" />,
  queue: <circle cx="8" cy="8" r="5.6" strokeDasharray="2.2 2.2" />,
  park: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M6.5 6v4M9.5 6v4" />
    </>
  ),
  wait: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.9V8l2 1.3" />
    </>
  ),
  cancel: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M4.2 11.8l7.6-7.6" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M6.3 6.5c.2-1 1-1.4 1.8-1.4 1 0 1.8.6 1.8 1.5 0 1.2-1.8 1.3-1.8 2.4M8.1 11v.1" />
    </>
  ),
  history: (
    <>
      <path d="M2.8 8a5.2 5.2 0 1 0 1.6-3.7L3 5.6M3 2.6v3h3" />
      <path d="M8 5.2V8l1.9 1.2" />
    </>
  ),
  renew: <path d="M13.2 8a5.2 5.2 0 1 1-1.6-3.7L13 5.6M13 2.6v3h-3" />,
  lock: (
    <>
      <rect x="3.5" y="7.2" width="9" height="6" rx="1.2" />
      <path d="M5.3 7.2V5.4a2.7 2.7 0 0 1 5.4 0v1.8" />
    </>
  ),
  gateway: <path d="M2.5 8h3M10.5 8h3M5.5 4.5v7h2.2V4.5zM8.3 5.6v4.8h2.2V5.6z" />,
  session: <path d="M2.5 3.5h11v7.5H8l-3 2.5V11H2.5z" />,
  helper: (
    <>
      <rect x="2.5" y="3" width="11" height="10" rx="1.5" />
      <path d="M9.5 3v10" />
    </>
  ),
  key: (
    <>
      <circle cx="5.2" cy="10.3" r="2.7" />
      <path d="M7.2 8.3l5.3-5.3M10.4 5.1l1.9 1.9" />
    </>
  ),
  drill: ring,
  practice: ring,
  settings: (
    <>
      <path d="M2.5 5h6M12 5h1.5M2.5 11H4M7.5 11h6" />
      <circle cx="10.2" cy="5" r="1.7" />
      <circle cx="5.8" cy="11" r="1.7" />
    </>
  ),
  template: <path d="M3 3h10v3.4H3zM3 8.8h4.4V13H3zM9.4 8.8H13V13H9.4z" />,
  folder: (
    <path d="M2.5 4.2c0-.6.4-1 1-1h3l1.4 1.6h4.6c.6 0 1 .4 1 1v6c0 .6-.4 1-1 1h-9c-.6 0-1-.4-1-1z" />
  ),
  link: (
    <path d="M6.8 9.2l2.4-2.4M7.3 5l1.4-1.4a2.6 2.6 0 0 1 3.7 3.7L11 8.7M8.7 11l-1.4 1.4a2.6 2.6 0 0 1-3.7-3.7L5 7.3" />
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4" />
      <path d="M10 10l3.3 3.3" />
    </>
  ),
  plus: <path d="M8 3.2v9.6M3.2 8h9.6" />,
  open: <path d="M9.5 2.8h3.7v3.7M13 3L7.5 8.5M7 3.5H3.5v9h9V9" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="7.5" height="8" rx="1.3" />
      <path d="M10.5 5.5V3.8c0-.7-.5-1.3-1.2-1.3H4.2c-.7 0-1.2.6-1.2 1.3v5.4c0 .7.5 1.3 1.2 1.3h1.3" />
    </>
  ),
  more: (
    <>
      <circle cx="3.5" cy="8" r=".6" />
      <circle cx="8" cy="8" r=".6" />
      <circle cx="12.5" cy="8" r=".6" />
    </>
  ),
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  stop: <rect x="4" y="4" width="8" height="8" rx="1" />,
  retry: <path d="M13 8a5 5 0 1 1-1.6-3.7L13 5.8M13 2.8v3h-3" />,
  download: <path d="M8 2.8v7M5 7l3 3 3-3M3 13h10" />,
  check: <path d="M3.5 8.4l3 3 6-6.6" />,
  right: <path d="M6 3.8L10.2 8 6 12.2" />,
  down: <path d="M3.8 6L8 10.2 12.2 6" />,
} satisfies Readonly<Record<string, ReactNode>>;

/** Every drawing there is: states first, then things, then acts. */
export type IconName = keyof typeof drawings;

interface Props {
  readonly name: IconName;
  readonly size?: 16 | 20;
  readonly className?: string | undefined;
}

/** A drawing of 16 px with round 1.4 px strokes in the colour of its text; never read aloud. */
export const Icon = ({ name, size = 16, className }: Props) => (
  <svg
    aria-hidden="true"
    className={className}
    width={size}
    height={size}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.4"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    {drawings[name]}
  </svg>
);
