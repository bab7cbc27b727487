/** The first delay; it doubles with each try, for at most a day. */
const firstDelayMs = 30 * 60_000;
const longestMs = 24 * 3_600_000;

/**
 * Plans the next check of an address with the verdict unknown.
 * @param since the time of its first check with this verdict
 * @param tries the number of checks since then
 * @returns null after a day
 */
export function recheckPlan(since: Date, tries: number, now: Date): Date | null {
  const due = new Date(now.getTime() + firstDelayMs * 2 ** tries);
  return due.getTime() - since.getTime() <= longestMs ? due : null;
}
