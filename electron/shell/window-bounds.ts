import * as v from 'valibot';

/** Where something is on the desktop, in device independent pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Smallest window in which nothing is cut off. */
export const minimumSize = { width: 900, height: 600 } as const;

const firstSize = { width: 1280, height: 800 } as const;

/** Pixels of the window's top that must be on a display, so that it can be taken and moved. */
const GRIP = 48;

const whole = v.pipe(v.number(), v.integer());
const SavedBoundsSchema = v.object({
  x: whole,
  y: whole,
  width: v.pipe(whole, v.minValue(minimumSize.width)),
  height: v.pipe(whole, v.minValue(minimumSize.height)),
  maximized: v.optional(v.boolean(), false),
});

/** Bounds as they are remembered. */
export type SavedBounds = v.InferOutput<typeof SavedBoundsSchema>;

/** Where a window opens; without `x` and `y` the desktop chooses the place. */
export interface Placement {
  readonly width: number;
  readonly height: number;
  readonly x?: number;
  readonly y?: number;
  readonly maximized: boolean;
}

const overlap = (from: number, to: number, otherFrom: number, otherTo: number): number =>
  Math.min(to, otherTo) - Math.max(from, otherFrom);

const canBeTaken = (saved: Area, workArea: Area): boolean =>
  overlap(saved.x, saved.x + saved.width, workArea.x, workArea.x + workArea.width) >= GRIP &&
  overlap(saved.y, saved.y + GRIP, workArea.y, workArea.y + workArea.height) >= GRIP / 2;

/**
 * Where the window opens: as it was left when that is still on a display, else with the first
 * size; never larger than the display, never smaller than the minimum.
 */
export const placeWindow = (saved: unknown, workAreas: readonly Area[]): Placement => {
  const parsed = v.safeParse(SavedBoundsSchema, saved);
  const display = parsed.success
    ? workAreas.find((workArea) => canBeTaken(parsed.output, workArea))
    : undefined;
  const wanted = parsed.success ? parsed.output : firstSize;
  const room = display ?? workAreas[0] ?? { x: 0, y: 0, ...firstSize };
  const size = {
    width: Math.max(minimumSize.width, Math.min(wanted.width, room.width)),
    height: Math.max(minimumSize.height, Math.min(wanted.height, room.height)),
  };
  const maximized = parsed.success && parsed.output.maximized;
  return parsed.success && display !== undefined
    ? { ...size, x: parsed.output.x, y: parsed.output.y, maximized }
    : { ...size, maximized };
};

/**
 * Where a window has to go that cannot be taken by its top on any display: onto the first one, in the middle
 * and as large as it was, where there is room. Null where it may stay, or there is no display to go to. Pure.
 */
export const repairPlace = (now: Area, workAreas: readonly Area[]): Area | null => {
  const [room] = workAreas;
  if (room === undefined || workAreas.some((workArea) => canBeTaken(now, workArea))) return null;
  const width = Math.max(minimumSize.width, Math.min(now.width, room.width));
  const height = Math.max(minimumSize.height, Math.min(now.height, room.height));
  // Where even the smallest window is larger than the display, its top stays in reach.
  const x = room.x + Math.max(0, Math.floor((room.width - width) / 2));
  const y = room.y + Math.max(0, Math.floor((room.height - height) / 2));
  return { x, y, width, height };
};
