import { type PhoneLookup, phoneStatusSchema } from '@tinygenesy/contract';
import type { Database } from '../db/database.ts';
import { withJobStates } from '../leads/jobStates.ts';
import { leadNotFound } from '../leads/leadWrite.ts';
import { type AttemptRow, type LedgerSettings, loadSituation } from './ledger/situation.ts';
import { presentAttempt } from './presentAttempt.ts';

/** Reads what has happened for a lead's phone number so far. @throws AppError not_found */
export async function readLookup(database: Database, settings: LedgerSettings, leadId: number): Promise<PhoneLookup> {
  const { row, providers, attempts, requests } = await loadSituation(database, settings, leadId);
  if (row === null) throw leadNotFound(leadId);
  const [{ phoneStatus } = row] = await withJobStates(database, [row]);
  // Calls that were never sent are shown while the lookup waits.
  const shown = attempts.filter(({ state }) => state !== 'released' || phoneStatus === 'queued');
  // Of a test call only a settled answer counts for the lookup.
  const listed = shown.filter(({ scope, state }) => scope === 'lookup' || state === 'settled');
  const acceptedRound = Math.max(0, ...requests.filter(({ force }) => force).map(({ round }) => round));
  return {
    status: phoneStatusSchema.parse(phoneStatus),
    providers: providers.map(({ id, question }) => ({
      provider: id,
      state:
        question.kind === 'missing'
          ? 'skipped'
          : askState(
              listed.filter(
                ({ provider, inputHash, round }) =>
                  provider === id && inputHash === question.inputHash && round >= acceptedRound,
              ),
            ),
    })),
    attempts: shown.map(presentAttempt),
  };
}

type AskState = PhoneLookup['providers'][number]['state'];

/** Returns the state of a provider from the calls with the lead's current question. */
function askState(lines: readonly AttemptRow[]): AskState {
  const last = lines.at(-1);
  switch (last?.state) {
    case undefined:
      return 'not_asked';
    case 'reserved':
    case 'released':
      return 'waiting';
    case 'sent':
      return 'asking';
    case 'settled':
      return last.outcome === 'found' ? 'found' : 'not_found';
    default:
      return 'error';
  }
}
