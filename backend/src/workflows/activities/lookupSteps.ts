import type { Reason } from '@tinygenesy/contract';
import { type LookupStep, nextStep } from '../../lookups/planning/plan.ts';
import { finishLookup, type FinishDeps } from '../../lookups/ledger/finishLookup.ts';
import { giveUp } from '../../lookups/ledger/giveUp.ts';
import { loadSituation } from '../../lookups/ledger/situation.ts';
import type { Clock } from '../../platform/clock.ts';

export interface LookupSteps {
  /**
   * Decides the next step of a lead's lookup from the current database.
   * @param last `end` also ends the lookup when no call is next, as `endLookup` does, which saves the workflow a step
   */
  nextLookupStep(leadId: number, last?: 'end'): Promise<DecidedStep>;
  /** Saves the end of a lookup for every open request; `again` when a provider is left to ask. */
  endLookup(leadId: number): Promise<{ again: boolean }>;
  /** Records that no answer of a provider can be obtained, for a reason outside of its calls. */
  giveUpProvider(leadId: number, given: { provider: string; inputHash: string } & Reason): Promise<void>;
}

/** `ended`: the lookup was ended, with the result of `endLookup`. */
export type DecidedStep = LookupStep & { ended?: { again: boolean } };

export interface LookupStepDeps extends FinishDeps {
  clock: Clock;
  /** Wakes the jobs whose items were settled, so that they open the next ones. */
  jobsProgressed(jobIds: readonly number[]): void;
}

export function lookupSteps(deps: LookupStepDeps): LookupSteps {
  async function endLookup(leadId: number): Promise<{ again: boolean }> {
    const ended = await finishLookup(deps, leadId, deps.clock.now());
    if (ended.jobIds.length > 0) deps.jobsProgressed(ended.jobIds);
    return { again: ended.again };
  }

  return {
    async nextLookupStep(leadId, last) {
      const step = nextStep(await loadSituation(deps.database, deps, leadId));
      return last === undefined || step.kind === 'ask' ? step : { ...step, ended: await endLookup(leadId) };
    },

    endLookup,

    giveUpProvider: (leadId, given) => giveUp(deps, leadId, given, deps.clock.now()),
  };
}
