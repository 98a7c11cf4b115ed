import type { PanelState } from '../../shared/state.ts';

/** What the icon says; beside it the menu's first line says the same in words. */
export type TrayMood = 'error' | 'attention' | 'running' | 'idle';

/** The weightiest of what is so: error before attention before running before idle. Pure. */
export const trayMood = ({ gateway, helpers, credentials }: PanelState): TrayMood => {
  const live = helpers.filter(({ fromHistory }) => !fromHistory);
  const is = (...phases: readonly string[]): boolean =>
    live.some(({ state }) => phases.includes(state.phase));
  if (is('failed')) return 'error';
  const needsSignIn = credentials.some(
    ({ state }) =>
      state.phase === 'needs-sign-in' && (state.waiting > 0 || state.refusedAt !== null),
  );
  if (is('waiting-for-sign-in') || needsSignIn || gateway.state.phase === 'blocked') {
    return 'attention';
  }
  return is('queued', 'starting', 'ready', 'running', 'stopping') ? 'running' : 'idle';
};

/** A picture of `size` by `size` pixels, four bytes each: alpha, red, green, blue. */
export interface TrayPicture {
  readonly size: number;
  readonly argb: Uint8Array;
}

type Colour = readonly [red: number, green: number, blue: number];

/** How far a point is inside of a shape, in parts of the picture; negative outside. */
type Shape = (x: number, y: number) => number;

const box =
  (left: number, top: number, right: number, bottom: number, round: number): Shape =>
  (x, y) => {
    const dx = Math.max(left + round - x, x - (right - round), 0);
    const dy = Math.max(top + round - y, y - (bottom - round), 0);
    const inner = Math.min(x - left, right - x, y - top, bottom - y);
    return dx > 0 && dy > 0 ? round - Math.hypot(dx, dy) : inner;
  };

const disc =
  (centre: number, radius: number): Shape =>
  (x, y) =>
    radius - Math.hypot(x - centre, y - centre);

/** A triangle that stands on its side. */
const triangle =
  (left: number, top: number, right: number, bottom: number): Shape =>
  (x, y) => {
    const half = (right - left) / 2;
    const slope = (bottom - top) / half;
    const fromSide = half - Math.abs(x - (left + half)) - (bottom - y) / slope;
    return Math.min(bottom - y, fromSide / Math.hypot(1, 1 / slope));
  };

const diamond =
  (centre: number, radius: number): Shape =>
  (x, y) =>
    (radius - Math.abs(x - centre) - Math.abs(y - centre)) / Math.SQRT2;

const ink: Colour = [0x16, 0x18, 0x1b];
const paper: Colour = [0xf4, 0xf5, 0xf6];

/** The house with its two rooms: light in a dark frame, so that it shows on any panel. */
const house: readonly (readonly [Shape, Colour])[] = [
  [box(0.02, 0.02, 0.98, 0.98, 0.2), paper],
  [box(0.07, 0.07, 0.93, 0.93, 0.16), ink],
  [box(0.2, 0.22, 0.46, 0.78, 0.05), paper],
  [box(0.56, 0.22, 0.8, 0.78, 0.05), paper],
  [box(0.61, 0.28, 0.75, 0.72, 0.03), ink],
];

/** Told apart by their shapes; the colour only says it again. */
const marks: Readonly<Record<Exclude<TrayMood, 'idle'>, readonly (readonly [Shape, Colour])[]>> = {
  error: [
    [diamond(0.7, 0.36), ink],
    [diamond(0.7, 0.28), [0xff, 0x6b, 0x60]],
  ],
  attention: [
    [triangle(0.3, 0.28, 1.08, 1.02), ink],
    [triangle(0.41, 0.42, 0.97, 0.95), [0xff, 0xc4, 0x3d]],
  ],
  running: [
    [disc(0.72, 0.29), ink],
    [disc(0.72, 0.21), [0x86, 0xb4, 0xff]],
  ],
};

/** Draws the icon. Pure. */
export const trayPicture = (mood: TrayMood, size: number): TrayPicture => {
  const layers = mood === 'idle' ? house : [...house, ...marks[mood]];
  const argb = new Uint8Array(size * size * 4);
  for (let at = 0; at < size * size; at += 1) {
    const x = ((at % size) + 0.5) / size;
    const y = (Math.floor(at / size) + 0.5) / size;
    let alpha = 0;
    let colour: Colour = paper;
    for (const [shape, fill] of layers) {
      const cover = Math.min(1, Math.max(0, shape(x, y) * size + 0.5));
      if (cover === 0) continue;
      const whole = cover + alpha * (1 - cover);
      const mix = (over: number, under: number): number =>
        (over * cover + under * alpha * (1 - cover)) / whole;
      colour = [mix(fill[0], colour[0]), mix(fill[1], colour[1]), mix(fill[2], colour[2])];
      alpha = whole;
    }
    argb.set([alpha * 255, ...colour].map(Math.round), at * 4);
  }
  return { size, argb };
};
