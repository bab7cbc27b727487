import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { completeIfDone, moveCount } from '../../jobs/jobCounts.ts';
import { jobEvents } from '../../jobs/jobEvents.ts';
import { readMode } from '../../jobs/mode.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import { instant } from '../../db/instant.ts';
import { decideMessage, type Decision } from './decideMessage.ts';
import { leadFields } from '../fields/fieldBook.ts';
import { type MessageItem, nextMessageItems } from './messageItems.ts';
import { readOrigin } from '../messageOrigin.ts';
import type { Template } from '../template/template.ts';
import { templateColumns } from '../fields/templateLeadSql.ts';
import { writeMessages } from './writeMessages.ts';
import type { Clock } from '../../platform/clock.ts';
import { lockJobState } from '../../jobs/lockJobState.ts';
import { type MessageRequest, messageRequestSchema } from './messageRequest.ts';
import { tellProgress } from '../../jobs/tellProgress.ts';

export interface MessageJobDeps {
  database: Database;
  clock: Clock;
}

/** Small enough to keep waits for the one writing connection short. */
const batch = 250;
/** The length of a job step: long enough to make the cost of steps small, short enough to repeat after a kill. */
const stepMs = 5_000;
const everyColumn = [...leadFields.map(({ name }) => name), 'phoneMode', 'custom'];

/**
 * Writes the next messages of a job for a few seconds, or until the job is paused, cancelled or done. Each batch is one
 * transaction with its items and counts.
 * @returns whether more items may be waiting
 */
export async function generateSomeMessages(deps: MessageJobDeps, job: JobRow): Promise<boolean> {
  const request = messageRequestSchema.parse(job.request);
  const origins = new Map<number, Template>();
  const columns =
    request.originId === null
      ? everyColumn
      : templateColumns((await originOf(deps.database, origins, request.originId)).fields);
  const progress = tellProgress(deps, async (sql) => [
    ...(await jobEvents(sql, [job.id])),
    { topic: 'leads', name: 'leads.changed', data: { jobId: job.id, importId: null } },
  ]);
  const untilMs = deps.clock.monotonicMs() + stepMs;
  for (;;) {
    const left = await deps.database.transaction(async (sql) => {
      const more = await writeBatch(sql, deps, job.id, { request, origins, columns });
      await progress.stepped(sql);
      return more;
    });
    if (!left || deps.clock.monotonicMs() >= untilMs) {
      await progress.rest();
      return left;
    }
    await eventLoopTurn();
  }
}

const eventLoopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Plan {
  request: MessageRequest;
  origins: Map<number, Template>;
  columns: readonly string[];
}

async function writeBatch(sql: Sql, { clock }: MessageJobDeps, jobId: number, plan: Plan): Promise<boolean> {
  const now = clock.now();
  // The lock makes a later pause wait; an earlier one is in the state.
  if ((await lockJobState(sql, jobId)) !== 'running') return false;
  const mode = await readMode(sql);
  const items = await nextMessageItems(sql, jobId, plan.columns, batch);
  const decided: Decided[] = [];
  for (const item of items) {
    const originId = plan.request.originId ?? item.lead?.originId ?? null;
    const template = originId === null ? null : await originOf(sql, plan.origins, originId);
    decided.push({ item, originId, decision: decideMessage(item, template, { ...plan.request, mode }) });
  }
  await writeDecided(sql, decided, jobId, now);
  await settleItems(sql, decided, jobId, now);
  if (items.length === batch) return true;
  await completeIfDone(sql, jobId, now);
  return false;
}

interface Decided {
  item: MessageItem;
  originId: number | null;
  decision: Decision;
}

/** Reads the template of an origin, once: origins never change. */
async function originOf({ prisma }: Sql, known: Map<number, Template>, id: number): Promise<Template> {
  const template = known.get(id) ?? readOrigin(await prisma.messageOrigin.findUniqueOrThrow({ where: { id } }));
  known.set(id, template);
  return template;
}

async function writeDecided(sql: Sql, decided: readonly Decided[], jobId: number, now: Date): Promise<void> {
  const byOrigin = new Map<number, { leadId: number; before: string | null; message: string }[]>();
  for (const { item, originId, decision } of decided) {
    if (decision.message === null || originId === null) continue;
    const messages = byOrigin.get(originId) ?? [];
    messages.push({ leadId: item.leadId, before: item.lead?.message ?? null, message: decision.message });
    byOrigin.set(originId, messages);
  }
  for (const [originId, messages] of byOrigin) await writeMessages(sql, originId, messages, `job:${jobId}`, now);
}

/** Settles the items of a batch. Written items, usually most, are settled by the range of their ids. */
async function settleItems(sql: Sql, decided: readonly Decided[], jobId: number, now: Date): Promise<void> {
  const first = decided[0]?.item.id;
  const last = decided.at(-1)?.item.id;
  if (first === undefined || last === undefined) return;
  const at = instant(sql.dialect, now);
  const others = decided.filter(({ decision }) => decision.outcome !== 'written');
  if (others.length > 0) {
    const rows = JSON.stringify(
      others.map(({ item, decision }) => [
        item.id,
        decision.outcome,
        decision.reason?.code ?? null,
        decision.reason?.text ?? null,
      ]),
    );
    const given =
      sql.dialect === 'sqlite'
        ? Prisma.sql`json_each(${rows}) AS "given"`
        : Prisma.sql`jsonb_array_elements(${rows}::jsonb) AS "given"("value")`;
    const id = Prisma.raw(`("given"."value"->>0)${sql.dialect === 'postgres' ? '::int' : ''}`);
    await sql.prisma.$executeRaw(
      Prisma.sql`UPDATE "Request" SET "state" = "given"."value"->>1, "reasonCode" = "given"."value"->>2,
          "reasonText" = "given"."value"->>3, "startedAt" = ${at}, "endedAt" = ${at}
        FROM ${given} WHERE "Request"."id" = ${id} AND "Request"."state" = 'waiting'`,
    );
  }
  await sql.prisma.$executeRaw(
    Prisma.sql`UPDATE "Request" SET "state" = 'written', "startedAt" = ${at}, "endedAt" = ${at}
      WHERE "jobId" = ${jobId} AND "state" = 'waiting' AND "id" BETWEEN ${first} AND ${last}`,
  );
  const counts = new Map<string, number>();
  for (const { decision } of decided) counts.set(decision.outcome, (counts.get(decision.outcome) ?? 0) + 1);
  for (const [outcome, count] of counts) await moveCount(sql, jobId, 'waiting', outcome, count);
}
