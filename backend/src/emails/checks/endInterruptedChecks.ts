import type { Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { checkBounds } from './checkBounds.ts';
import { emailReason } from '../verdict/emailReason.ts';
import { unmarkEmailChecks } from './markEmailChecks.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import { saveChecks } from './saveChecks.ts';

/**
 * Ends the single checks of killed processes; call it in a transaction. A lead without a verdict becomes unknown, with a
 * timer; other leads keep their verdict.
 * @param isStart ends all single checks on SQLite: one process owns the data, so they belong to an earlier process
 */
export async function endInterruptedChecks(sql: Sql, isStart: boolean, now: Date): Promise<void> {
  const latest = isStart && sql.dialect === 'sqlite' ? now : new Date(now.getTime() - checkBounds.singleUntilMs);
  const left = await sql.prisma.request.findMany({
    where: { jobId: null, kind: 'email_verification', state: 'running', startedAt: { lte: latest } },
  });
  if (left.length === 0) return;
  const interrupted = emailReason('interrupted');
  await sql.prisma.request.updateMany({
    where: { id: { in: left.map(({ id }) => id) } },
    data: { state: 'unknown', reasonCode: interrupted.code, reasonText: interrupted.text, endedAt: now },
  });
  const leadIds = [...new Set(left.map(({ leadId }) => leadId))];
  const rows = await sql.prisma.lead.findMany({ where: { id: { in: leadIds }, emailCheck: 'checking' } });
  const checks = rows.flatMap(({ id, email, emailVerdict }) =>
    email === null || emailVerdict !== null
      ? []
      : [
          {
            leadId: id,
            judgement: {
              email,
              verdict: 'unknown' as const,
              reasons: [interrupted],
              depth: 'syntax' as const,
              suggestion: null,
            },
          },
        ],
  );
  await saveChecks(sql, checks, { source: 'person', isTimer: false }, now);
  const ids = rows.map(({ id }) => id);
  await unmarkEmailChecks(sql, ids, now);
  const changed = await sql.prisma.lead.findMany({ where: { id: { in: ids } } });
  await appendEvents(sql, await leadEvents(sql, changed), now);
}
