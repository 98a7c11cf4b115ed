/** How long a question to the person stands open, in ms; unanswered until then, it is a no. */
export const answerWithinMs = 120_000;
