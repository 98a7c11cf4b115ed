/**
 * Closes one after the other, and the rest also when one fails. Rejects at the end with an
 * AggregateError of everything that failed; its message holds the message of each.
 */
export const closeAll = async (closers: readonly (() => Promise<void>)[]): Promise<void> => {
  const errors: unknown[] = [];
  for (const close of closers) {
    try {
      await close();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length === 0) return;
  const messages = errors.map((error) => (error instanceof Error ? error.message : String(error)));
  throw new AggregateError(errors, messages.join('; '));
};
