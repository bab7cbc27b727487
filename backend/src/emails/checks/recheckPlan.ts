/** Half an hour, then twice as long each time, for at most a day. */
const firstDelayMs = 30 * 60_000;
const longestMs = 24 * 3_600_000;

/**
 * When an address that could not be checked is asked about again.
 * @param since when it could first not be checked
 * @param tries how often it was asked again since
 * @returns null: the day is over
 */
export function recheckPlan(since: Date, tries: number, now: Date): Date | null {
  const due = new Date(now.getTime() + firstDelayMs * 2 ** tries);
  return due.getTime() - since.getTime() <= longestMs ? due : null;
}
