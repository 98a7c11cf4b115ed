import { Alarm } from '../../base/alarm.ts';
import { aborted } from '../../base/promises.ts';

/** Why another attempt may be due: the person, the settings, or a file that names the gateway. */
type Reason = 'click' | 'settings' | 'file';

/**
 * What is asked of the link from outside, kept until the loop comes to it. Whatever is waited for is
 * waited for with `alarm`, which rings when there is something to come to.
 */
export class LinkWishes {
  readonly alarm = new Alarm();
  readonly #reasons = new Set<Reason>();
  #wanted = true;

  /** False from a disconnect of the person on, until they connect again. */
  get wanted(): boolean {
    return this.#wanted;
  }

  tryNow(): void {
    this.#wanted = true;
    this.#reasons.add('click');
    this.alarm.ring();
  }

  disconnect(): void {
    this.#wanted = false;
    this.alarm.ring();
  }

  settingsChanged(): void {
    this.#reasons.add('settings');
    this.alarm.ring();
  }

  /** `isAtRest` when the link waits for a reason to try; else the file is looked at when it does. */
  fileChanged(isAtRest: boolean): void {
    this.#reasons.add('file');
    if (isAtRest) this.alarm.ring();
  }

  /** An attempt begins; it is the answer to all that was asked so far. */
  answered(): void {
    this.#reasons.clear();
  }

  /**
   * Whether a link at rest has a reason to try: a click and a change of the settings always are, a
   * changed file only when it leads to something else than what was tried.
   */
  async isReasonToTry(hasMoved: () => Promise<boolean>): Promise<boolean> {
    if (!this.#wanted || this.#reasons.has('click') || this.#reasons.has('settings')) return true;
    return this.#reasons.delete('file') && hasMoved();
  }

  /** Whether a connection is to end: a change of the settings may lead to where it is already. */
  async mustLeave(hasMoved: () => Promise<boolean>): Promise<boolean> {
    if (!this.#wanted || this.#reasons.has('click')) return true;
    return this.#reasons.delete('settings') && hasMoved();
  }

  /** Waits until something is asked for, or until the abort. */
  async next(signal: AbortSignal): Promise<void> {
    await this.alarm.during(aborted, signal);
    this.alarm.take();
  }
}
