import type { Database, Sql } from '../../db/database.ts';
import { readMode } from '../../jobs/mode.ts';
import type { StepResult } from '../../jobs/jobKind.ts';
import type { JobRow } from '../../jobs/presentJob.ts';
import { decideMessage, type Decision } from './decideMessage.ts';
import { leadFields } from '../fields/leadFields.ts';
import { type MessageItem, nextMessageItems } from './messageItems.ts';
import { readOrigin } from '../messageOrigin.ts';
import type { Template } from '../template/template.ts';
import { templateColumns } from '../fields/templateLeadSql.ts';
import { writeMessages } from './writeMessages.ts';
import type { Clock } from '../../platform/clock.ts';
import { type MessageRequest, messageRequestSchema } from './messageRequest.ts';
import { type ItemResult, workThroughItems } from '../../jobs/workThroughItems.ts';

export interface MessageJobDeps {
  database: Database;
  clock: Clock;
}

const firstSize = 250;
const everyColumn = [...leadFields.map(({ name }) => name), 'phoneMode', 'custom'];

/**
 * Writes the next messages of a job for a few seconds, or until the job is paused, cancelled or done. Each batch is one
 * transaction with its items and counts.
 */
export async function generateSomeMessages(deps: MessageJobDeps, job: JobRow): Promise<StepResult> {
  const request = messageRequestSchema.parse(job.request);
  const origins = new Map<number, Template>();
  const columns =
    request.originId === null
      ? everyColumn
      : templateColumns((await originOf(deps.database, origins, request.originId)).fields);
  const plan = { request, origins, columns };
  return workThroughItems<MessageItem>(deps, job, {
    firstSize,
    next: (sql, waiting) => nextMessageItems(sql, waiting, columns),
    usualState: 'written',
    work: (sql, items, now) => writeBatch(sql, job.id, plan, items, now),
  });
}

interface Plan {
  request: MessageRequest;
  origins: Map<number, Template>;
  columns: readonly string[];
}

async function writeBatch(
  sql: Sql,
  jobId: number,
  plan: Plan,
  items: readonly MessageItem[],
  now: Date,
): Promise<ItemResult[]> {
  const mode = await readMode(sql);
  const decided: Decided[] = [];
  for (const item of items) {
    const originId = plan.request.originId ?? item.lead?.originId ?? null;
    const template = originId === null ? null : await originOf(sql, plan.origins, originId);
    decided.push({ item, originId, decision: decideMessage(item, template, { ...plan.request, mode }) });
  }
  await writeDecided(sql, decided, jobId, now);
  return decided
    .filter(({ decision }) => decision.outcome !== 'written')
    .map(({ item, decision }) => ({ itemId: item.id, state: decision.outcome, reason: decision.reason }));
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
