/** The total time that a lookup waits for a provider that answers 429. A longer Retry-After is not waited for. */
export const longestWaitMs = 15 * 60_000;
