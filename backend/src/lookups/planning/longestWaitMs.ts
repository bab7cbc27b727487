/** A lookup waits this long in all for a provider that answers 429; one that asks for more is not waited for. */
export const longestWaitMs = 15 * 60_000;
