import { appendEvents } from '../../db/eventLog.ts';
import { checkBounds } from '../checks/checkBounds.ts';
import { judgeEmails, judgeFailed } from '../checks/judgeEmails.ts';
import { markEmailChecks, unmarkEmailChecks } from '../checks/markEmailChecks.ts';
import { leadEvents } from '../../leads/leadEvent.ts';
import type { JobStep } from '../../jobs/jobKind.ts';
import type { EmailJobDeps } from '../jobs/emailJobDeps.ts';
import { saveChecks } from '../checks/saveChecks.ts';

const minuteMs = 60_000;
/** A DNS failure this recent is used for further addresses of the domain. */
const failureCountsMs = 5 * minuteMs;
/** How long a timer waits for a deleted lead that may be restored, or for a check that is under way. */
const postponedMs = 30 * minuteMs;
const forgottenMs = 48 * 60 * minuteMs;

/** Verifies the leads whose timers have expired again, a chunk of some hundred at a time. */
export async function recheckEmails(
  deps: EmailJobDeps,
  step: Pick<JobStep, 'signal' | 'attempt'>,
): Promise<'more' | 'rest'> {
  const { database, clock } = deps;
  const leads = await takeDue(deps);
  if (leads.size === 0) return 'rest';
  const emails = [...leads.values()];
  const judgements =
    step.attempt < checkBounds.triesOfChunk
      ? await judgeEmails(deps.mailDomains, emails, {
          person: false,
          failuresSince: new Date(clock.now().getTime() - failureCountsMs),
          shouldStop: () => step.signal.aborted,
        })
      : new Map(emails.map((email) => [email, judgeFailed(email)]));
  await database.transaction(async (sql) => {
    const now = clock.now();
    const checks = [...leads].flatMap(([leadId, email]) => {
      const judgement = judgements.get(email);
      return judgement === undefined ? [] : [{ leadId, judgement }];
    });
    const saved = await saveChecks(sql, checks, { source: 'timer', isTimer: true }, now);
    await unmarkEmailChecks(
      sql,
      [...leads.keys()].filter((leadId) => !saved.has(leadId)),
      now,
    );
    const rows = await sql.prisma.lead.findMany({ where: { id: { in: [...leads.keys()] } } });
    await appendEvents(sql, await leadEvents(sql, rows), now);
  });
  return 'more';
}

/** Takes the leads with expired timers and marks them as being checked. Postpones or deletes the other timers. */
async function takeDue({ database, clock }: EmailJobDeps): Promise<Map<number, string>> {
  return database.transaction(async (sql) => {
    const now = clock.now();
    const due = await sql.prisma.emailRecheck.findMany({
      where: { dueAt: { lte: now } },
      orderBy: { dueAt: 'asc' },
      take: checkBounds.chunk,
    });
    const rows = await sql.prisma.lead.findMany({ where: { id: { in: due.map(({ leadId }) => leadId) } } });
    const rowOf = new Map(rows.map((row) => [row.id, row]));
    const taken: number[] = [];
    const postponed: number[] = [];
    const dropped: number[] = [];
    for (const { leadId, since } of due) {
      const lead = rowOf.get(leadId);
      const isBusy = lead?.emailCheck !== 'idle' && lead?.emailCheckUntil != null && lead.emailCheckUntil > now;
      const isOver = now.getTime() - since.getTime() > forgottenMs;
      if (isOver || (lead !== undefined && (lead.email === null || lead.emailRetryAt === null))) dropped.push(leadId);
      else if (lead?.email == null || isBusy) postponed.push(leadId);
      else taken.push(leadId);
    }
    await sql.prisma.emailRecheck.deleteMany({ where: { leadId: { in: dropped } } });
    await sql.prisma.emailRecheck.updateMany({
      where: { leadId: { in: postponed } },
      data: { dueAt: new Date(now.getTime() + postponedMs) },
    });
    const until = new Date(now.getTime() + checkBounds.chunkUntilMs);
    return markEmailChecks(sql, taken, until, now);
  });
}
