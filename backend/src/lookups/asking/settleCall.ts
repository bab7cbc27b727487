import { appendEvents, type NewEvent } from '../../db/eventLog.ts';
import { completeIfDone } from '../../jobs/jobCounts.ts';
import { jobEvents } from '../../jobs/jobEvents.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import type { LedgerAnswer } from '../../providers/provider.ts';
import type { Ask } from '../ledger/attempts.ts';
import { settleAttempt } from '../ledger/settleAttempt.ts';
import { lockLeads } from '../../leads/lockLeads.ts';
import { noteFault } from '../ledger/providerFaults.ts';
import { noDetail } from '../../leads/noDetail.ts';
import { setPhoneStatus } from '../ledger/requests.ts';
import type { AttemptRow } from '../ledger/situation.ts';
import { lookupFigures } from '../lookupFigures.ts';
import { announceProvider } from './announceProvider.ts';
import type { AskDeps } from './askDeps.ts';

/** Writes the answer of a call into the ledger, with what follows for the lead, the job and the provider. */
export async function settleCall(
  deps: AskDeps,
  line: AttemptRow,
  { step, of }: Ask,
  answer: LedgerAnswer,
): Promise<void> {
  const now = deps.clock.now();
  const figures = lookupFigures(await deps.speeds());
  const providerChanged = await deps.database.transaction(async (sql) => {
    // An error is shown on the lead, and leads are locked before jobs.
    if (answer.kind === 'error') await lockLeads(sql, [line.leadId]);
    const settled = await settleAttempt(sql, line, answer, now);
    const changed = await noteFault(sql, settled ?? line, answer, now);
    const events: NewEvent[] = [];
    if (settled !== null && answer.kind === 'error') {
      // The status stays; the event updates the attempts of an open lead.
      const detail = { ...noDetail, provider: line.provider, step, of };
      const row = await setPhoneStatus(sql, line.leadId, { from: ['asking'], to: 'asking', detail }, now);
      if (row !== null) events.push(...(await leadEvents(sql, [row])));
    }
    // The call may end after the last item of its job.
    const completed = line.jobId !== null && (await completeIfDone(sql, line.jobId, now)) ? [line.jobId] : [];
    events.push(...(await jobEvents(sql, completed, figures)));
    await appendEvents(sql, events, now);
    return changed;
  });
  if (providerChanged) await announceProvider(deps, line.provider);
}
