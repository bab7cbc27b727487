import { setImmediate as nextEventLoopTurn } from 'node:timers/promises';
import type { BulkLeadsDone, OnDuplicate } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { isDatabaseAway } from '../../db/databaseFault.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { readMode } from '../../jobs/mode.ts';
import type { Clock } from '../../platform/clock.ts';
import type { MergeRules } from './mergeRow.ts';
import { presentImport } from '../presentImport.ts';
import type { JudgedRow } from '../types.ts';
import { bulkRows, type GivenLead } from './bulkRows.ts';
import { prepareRow } from './prepareRow.ts';
import { suppressedIssue } from './withoutSuppressed.ts';
import { writeRows, type WrittenRows } from './writeRows.ts';

interface BulkDeps {
  database: Database;
  clock: Pick<Clock, 'now'>;
  /** See LeadDeps. */
  onLeadsGone(leadIds: number[]): Promise<void>;
}

/** The name of an import by JSON in the history. */
const name = 'Sent to the API';
const batchRows = 250;
const triesOfBatch = 3;

/**
 * Imports leads sent as JSON in batches and returns the result of each. Stores them as an import, so that the history
 * lists them and they can be undone.
 */
export async function addBulkLeads(
  deps: BulkDeps,
  { leads, onDuplicate }: { leads: readonly GivenLead[]; onDuplicate: OnDuplicate },
): Promise<BulkLeadsDone> {
  const { database, clock } = deps;
  const at = clock.now();
  const { id: importId } = await database.prisma.import.create({
    data: { fileName: name, sizeBytes: 0n, rowsDone: 0, suppressedCount: 0, createdAt: at, committedAt: at },
    select: { id: true },
  });
  const judge = bulkRows(leads);
  const rules: MergeRules = { onDuplicate, tags: [], importTag: null, mode: await readMode(database) };
  const done: BulkLeadsDone = {
    importId,
    importedCount: 0,
    updatedCount: 0,
    duplicatesSkipped: 0,
    suppressedSkipped: 0,
    invalidLeads: [],
    warnings: [],
  };
  for (let from = 0; from < leads.length; from += batchRows) {
    const rows = leads.slice(from, from + batchRows).map((_, place) => judge(from + place));
    const { counts, leftOut, goneLeadIds } = await writeBatch(deps, importId, rows, rules);
    if (goneLeadIds.length > 0) await deps.onLeadsGone(goneLeadIds);
    done.importedCount += counts.created;
    done.updatedCount += counts.updated;
    done.duplicatesSkipped += counts.skipped - leftOut.length;
    done.suppressedSkipped += leftOut.length;
    tellProblems(done, rows, leads);
    done.warnings.push(...leftOut.map((row) => ({ row, field: '', message: suppressedIssue.text })));
    await nextEventLoopTurn();
  }
  await database.transaction(async (sql) => {
    const row = await sql.prisma.import.update({ where: { id: importId }, data: { rowCount: leads.length } });
    await appendEvents(
      sql,
      [
        { topic: 'imports', name: 'import.changed', data: await presentImport(sql, row) },
        { topic: 'leads', name: 'leads.changed', data: { jobId: null, importId } },
      ],
      clock.now(),
    );
  });
  return done;
}

/** Repeats a failed batch, because on Postgres another process may have changed the same leads meanwhile. */
async function writeBatch(
  { database, clock }: BulkDeps,
  importId: number,
  rows: readonly JudgedRow[],
  rules: MergeRules,
): Promise<WrittenRows> {
  const prepared = rows.map((row) => prepareRow(row, rules));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.transaction(async (sql) => {
        const written = await writeRows(sql, { importId, rows: prepared, rules, at: clock.now() });
        await sql.prisma.import.update({
          where: { id: importId },
          data: { rowsDone: { increment: rows.length }, suppressedCount: { increment: written.suppressed } },
        });
        return written;
      });
    } catch (error) {
      if (attempt === triesOfBatch || isDatabaseAway(error)) throw error;
    }
  }
}

function tellProblems(done: BulkLeadsDone, rows: readonly JudgedRow[], leads: readonly GivenLead[]): void {
  for (const { row, issues } of rows) {
    const errors = issues.filter(({ severity }) => severity === 'error');
    const told = (issue: (typeof issues)[number]) => ({ field: issue.field ?? '', message: issue.text });
    if (errors.length > 0) done.invalidLeads.push({ row, lead: leads[row - 1] ?? {}, errors: errors.map(told) });
    else {
      const warnings = issues.filter(({ severity }) => severity === 'warning');
      done.warnings.push(...warnings.map((issue) => ({ row, ...told(issue) })));
    }
  }
}
