import * as v from 'valibot';

/** What can be opened outside of the window, by name: a page never names a path. */
export const openable = ['logs', 'home', 'licences'] as const;
export type Openable = (typeof openable)[number];

const AboutSystemSchema = v.object({
  /** `Debian GNU/Linux 12 (bookworm)`. */
  os: v.string(),
  /** The release of its kernel. */
  kernel: v.string(),
  /** As Node names it: `x64`. */
  arch: v.string(),
  /** `XDG_CURRENT_DESKTOP`; null where the session names none. */
  desktop: v.nullable(v.string()),
  /** `wayland`, `x11`, `tty` or another word of the session; null where it cannot be told. */
  session: v.nullable(v.string()),
});

/** The system that it runs on, as far as it says. */
export type AboutSystem = Readonly<v.InferOutput<typeof AboutSystemSchema>>;

/** What the app that runs knows of itself beside its state, as it is read back from the socket. */
export const AboutAppSchema = v.object({
  chromium: v.string(),
  node: v.string(),
  system: AboutSystemSchema,
  /** Absolute. */
  logs: v.string(),
  /** BULKHEAD_HOME, absolute. */
  home: v.string(),
});

/** What the app that runs knows of itself beside its state. */
export type AboutApp = Readonly<v.InferOutput<typeof AboutAppSchema>>;

/** A licence of what the app is made of. */
export interface Licence {
  readonly name: string;
  readonly version: string;
  /** As its package says it, mostly an SPDX expression. */
  readonly licence: string;
  /** Null where it carries no text. */
  readonly text: string | null;
}
