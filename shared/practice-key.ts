/** What practice's provider accepts as a key: any that begins so. */
export const practiceKeyPrefix = 'practice-';

/** Said beside every field for a key while one practises. */
export const practiceKeyHint = `Practice takes any key that begins with ${practiceKeyPrefix} and refuses every other, such as your own.`;
