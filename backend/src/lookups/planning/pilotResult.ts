import type { PilotResult } from '@tinygenesy/contract';

/**
 * Extends the result of a job's first leads to the rest.
 * @param given.leads the leads with a result; `rest` the others
 */
export function pilotResult(
  given: Omit<PilotResult, 'rest'> & { rest: number; etaSeconds: number | null },
): PilotResult {
  const { rest, etaSeconds, ...pilot } = given;
  const perLead = (amount: number): number => (pilot.leads === 0 ? 0 : amount / pilot.leads);
  return {
    ...pilot,
    rest: {
      leads: rest,
      expectedFound: Math.round(rest * perLead(pilot.found)),
      expectedMicros: Math.round(rest * perLead(pilot.costMicros)),
      etaSeconds,
    },
  };
}
