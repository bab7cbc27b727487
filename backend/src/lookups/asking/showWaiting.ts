import { appendEvents } from '../../db/eventLog.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import type { Ask } from '../ledger/attempts.ts';
import { noDetail } from '../../leads/noDetail.ts';
import { setPhoneStatus } from '../ledger/requests.ts';
import type { AskDeps } from './askDeps.ts';

/** Shows on the lead which provider its lookup waits for, and until when. */
export async function showWaiting(
  { database, clock }: Pick<AskDeps, 'database' | 'clock'>,
  { leadId, provider, step, of }: Ask,
  until: Date,
): Promise<void> {
  const now = clock.now();
  const detail = { ...noDetail, provider, step, of, waitingUntil: until.toISOString() };
  await database.transaction(async (sql) => {
    const row = await setPhoneStatus(sql, leadId, { from: ['queued', 'asking', 'on_hold'], to: 'queued', detail }, now);
    await appendEvents(sql, row === null ? [] : await leadEvents(sql, [row]), now);
  });
}
