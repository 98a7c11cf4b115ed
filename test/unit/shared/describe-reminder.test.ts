import { describe, expect, it } from 'vitest';
import { describeReminder } from '../../../shared/describe-reminder.ts';
import { credentialView } from '../../fakes/credential-view.ts';

const now = new Date(2026, 10, 22, 14, 8, 6).getTime();
const hour = 3_600_000;
const ending = credentialView({ phase: 'ends-soon', endsAt: now + 4 * hour });
const at = now + 3 * hour;

describe('being reminded of an end', () => {
  it('is offered while there is something to be reminded of', () => {
    expect(describeReminder(ending, [], now).action).toBe('Remind me');
    expect(describeReminder(credentialView({ phase: 'not-checked' }), [], now).action).toBeNull();
    expect(describeReminder(ending, [], now + 4 * hour).action).toBeNull();
  });

  it('is said with its time once it was asked for, until it comes', () => {
    const reminders = [{ credentialId: ending.id, generation: 1, at }];
    expect(describeReminder(ending, reminders, now)).toEqual({
      action: null,
      sentence: 'You are reminded at 17:08.',
    });
    expect(describeReminder(ending, reminders, at).action).toBe('Remind me');
  });

  it('is not that of the sign-in before', () => {
    const reminders = [{ credentialId: ending.id, generation: 0, at }];
    expect(describeReminder(ending, reminders, now).action).toBe('Remind me');
  });
});
