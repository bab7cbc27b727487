import type { LeadSet } from '@tinygenesy/contract';

/**
 * What a job keeps of its request. The job's items say which leads were meant, so neither a list of ids nor the text of
 * a search is kept: every event carries the whole job, and a search may hold personal data.
 */
export function requestOfItems<T extends object>(
  jobId: number,
  body: T & LeadSet,
): Omit<T & LeadSet, keyof LeadSet> & { filter: { jobId: number } } {
  const { leadIds: _leadIds, exceptIds: _exceptIds, filter: _filter, ...rest } = body;
  return { ...rest, filter: { jobId } };
}
