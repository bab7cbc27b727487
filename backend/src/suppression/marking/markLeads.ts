import { batchPace } from '../../db/batchPace.ts';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { leadsChanged } from '../../jobs/jobEvents.ts';
import { listedValues, readSuppressible } from '../../leads/suppression/listedValues.ts';
import { markedAmong, writeMarks } from '../../leads/suppression/suppressionMarks.ts';
import type { Clock } from '../../platform/clock.ts';

/** The setting with the last lead of the running pass; it is absent between passes. */
const settingKey = 'suppressionMarking';
/** The limit of leads of the first batch. Further batches adapt to its duration. */
const firstBatchLeads = 200;

/** Begins a new pass over all leads. Call it in the transaction of a change of the list. */
export async function restartMarking({ prisma }: Sql): Promise<void> {
  await prisma.setting.upsert({
    where: { key: settingKey },
    create: { key: settingKey, value: '0' },
    update: { value: '0' },
  });
}

/** Returns whether a pass is running or due. */
export const isMarkingDue = async ({ prisma }: Sql): Promise<boolean> =>
  (await prisma.setting.findUnique({ where: { key: settingKey } })) !== null;

export interface MarkingDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  /** See LeadDeps. */
  onLeadsGone(leadIds: number[]): Promise<void>;
}

/**
 * Marks all leads that the list covers, in small transactions, until no pass is due. The position is stored, so that
 * another process continues after a kill. A change of the list meanwhile begins a new pass.
 */
export async function markLeads(deps: MarkingDeps, signal: AbortSignal): Promise<void> {
  const { database, clock } = deps;
  const pace = batchPace(firstBatchLeads, database.dialect);
  let changed = 0;
  while (!signal.aborted) {
    let startedMs = 0;
    const step = await database.transaction((sql) => {
      startedMs = performance.now();
      return markSome(sql, pace.size);
    });
    if (step === null) break;
    pace.ran(step.count, performance.now() - startedMs);
    changed += step.changed;
    // Ends open lookups of these leads at once. A lookup that begins meanwhile reads the list itself.
    if (step.newIds.length > 0) await deps.onLeadsGone(step.newIds);
    await pace.pause(signal);
  }
  if (changed > 0) await database.transaction((sql) => appendEvents(sql, [leadsChanged(null)], clock.now()));
}

/** Marks the next leads of the pass, at most `size`; null: no pass is due. */
async function markSome(sql: Sql, size: number): Promise<{ count: number; newIds: number[]; changed: number } | null> {
  const setting = await sql.prisma.setting.findUnique({ where: { key: settingKey } });
  if (setting === null) return null;
  const after = Number(setting.value);
  const leads = await readSuppressible(sql, Prisma.sql`"id" > ${after}`, size);
  const last = leads.at(-1)?.id;
  const where = { key: settingKey, value: setting.value };
  const rest = last === undefined ? Prisma.empty : Prisma.sql`AND "leadId" <= ${last}`;
  const listed = await listedValues(sql, leads);
  const ids = leads.filter((_, index) => (listed[index]?.length ?? 0) > 0).map(({ id }) => id);
  const marked = await markedAmong(
    sql,
    leads.map(({ id }) => id),
  );
  // Also removes the marks of deleted leads in between.
  await writeMarks(sql, Prisma.sql`"leadId" > ${after} ${rest}`, ids);
  if (last === undefined) await sql.prisma.setting.deleteMany({ where });
  else await sql.prisma.setting.updateMany({ where, data: { value: String(last) } });
  const newIds = ids.filter((id) => !marked.has(id));
  return { count: leads.length, newIds, changed: newIds.length + marked.size - (ids.length - newIds.length) };
}
