/** Wrong usage: its message is a whole sentence and never repeats a value that was given. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
