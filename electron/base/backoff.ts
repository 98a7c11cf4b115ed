/** How waits between attempts grow. Times in ms. */
export interface BackoffPlan {
  readonly firstMs: number;
  readonly factor: number;
  readonly capMs: number;
  /** Share by which a wait may differ either way, 0 to 1. */
  readonly jitter: number;
}

/**
 * The wait in ms before attempt `step` (0 is the first repetition). `random` is in [0, 1).
 * A hint of the other side is a minimum and is never shortened by jitter or cap.
 */
export const backoff = (
  plan: BackoffPlan,
  step: number,
  random: number,
  hintMs: number | null = null,
): number => {
  const grown = Math.min(plan.firstMs * plan.factor ** step, plan.capMs);
  const spread = grown * (1 + plan.jitter * (2 * random - 1));
  return Math.round(Math.max(Math.min(spread, plan.capMs), hintMs ?? 0));
};
