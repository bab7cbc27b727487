import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises';
import type { ImportPreview, ImportRow, ImportValueField, ImportValues, Mode } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { suppressedEmails } from '../../leads/deletion/suppression.ts';
import { AppError } from '../../platform/errors.ts';
import type { PlannedImport } from '../plan/planOf.ts';
import type { ReadRows } from '../file/readRows.ts';
import type { JudgedRow } from '../types.ts';
import { createPreviewCounts } from './previewCounts.ts';
import { createPreviewLeads } from './previewLeads.ts';
import type { RowMarks } from './rowMarks.ts';
import { type StoredLeads, storedLeads } from './storedLeads.ts';
import { createValueCounts } from './valueCounts.ts';

/** The preview of an import, running or complete. */
export interface Preview {
  planned: PlannedImport;
  /** Returns the counts so far. */
  read(): ImportPreview;
  /** Whether the complete counts were read. */
  readonly wasRead: boolean;
  marks: RowMarks;
  /** Returns the distinct values of a column so far, without corrections. */
  values(field: ImportValueField): ImportValues;
  /** Returns a row, if it is in memory. */
  firstRow(row: number): ImportRow | undefined;
  /** Resolves when more rows are counted, or at the end. */
  progress(): Promise<void>;
  /** Rejects when the file or the database can't be read, or after `stop`. */
  done: Promise<void>;
  stop(): void;
}

interface PreviewDeps {
  database: Database;
  mode: Mode;
  readRows: ReadRows;
  /** Called when the whole file was read. */
  onEnd(rowCount: number): Promise<void>;
}

/**
 * Counts what an import would do, without writing. Works in batches of some hundred rows with a pause between, so that
 * other requests don't wait.
 */
export function startPreview({ database, mode, readRows, onEnd }: PreviewDeps, planned: PlannedImport): Preview {
  const abort = new AbortController();
  const rules = { ...planned.rules, mode };
  const counts = createPreviewCounts(rules);
  const values = createValueCounts(planned.plan);
  const progress = createProgressSignal();
  let doNotContact = 0;
  let complete = false;
  let wasRead = false;

  async function run(): Promise<void> {
    const leads = createPreviewLeads(rules, { mayLackEmail: mayLackEmail(planned.plan) });
    const hasLeads = (await database.prisma.lead.findFirst({ select: { id: true } })) !== null;
    const hasSuppressions = (await database.prisma.suppression.findFirst()) !== null;
    for await (const batch of readRows(planned.plan, { fromRow: 1, signal: abort.signal })) {
      const wanted = hasLeads
        ? batch.flatMap(({ lead }) => (lead !== null && leads.needsStored(lead) ? lead : []))
        : [];
      const stored = wanted.length === 0 ? noLeads : await storedLeads(database, wanted);
      abort.signal.throwIfAborted();
      const created = batch.filter((row) => {
        values.add(row);
        const result = row.lead === null ? null : leads.resultOf(row.lead, row.line, stored);
        return counts.add(row, result) === 'create';
      });
      if (hasSuppressions) doNotContact += await countSuppressed(database, created);
      progress.notify();
      await nextTurnOfTheLoop();
    }
    abort.signal.throwIfAborted();
    await onEnd(counts.read().rowsRead);
    complete = true;
  }

  const done = run().finally(progress.notify);
  // A caller that waits for `done` receives the error.
  done.catch(() => undefined);
  return {
    planned,
    marks: counts.marks,
    firstRow: counts.firstRow,
    values: (field) => ({ field, ...values.read(field), complete }),
    progress: progress.next,
    done,
    stop: () => abort.abort(new AppError('conflict', 'A newer preview of this file replaced this one.')),
    get wasRead() {
      return wasRead;
    },
    read() {
      wasRead ||= complete;
      const { reading, settings } = planned;
      return { ...counts.read(), doNotContact, complete, reading, settings };
    },
  };
}

/** Returns whether rows may be found by a LinkedIn address or a name. */
const mayLackEmail = ({ allowWithoutEmail, columns }: PlannedImport['plan']): boolean =>
  allowWithoutEmail || columns.some(({ target }) => target === 'linkedinUrl');

const noLeads: StoredLeads = new Map();

function createProgressSignal(): { next(): Promise<void>; notify(): void } {
  let resolve: () => void;
  let promise: Promise<void>;
  function renew(): void {
    promise = new Promise((resolveNext) => {
      resolve = resolveNext;
    });
  }
  renew();
  return {
    next: () => promise,
    notify() {
      resolve();
      renew();
    },
  };
}

/** Counts new leads whose email is on the do-not-contact list. */
async function countSuppressed(database: Database, rows: readonly JudgedRow[]): Promise<number> {
  const emails = rows.flatMap(({ lead }) => (lead === null || lead.doNotContact ? [] : (lead.email ?? [])));
  return (await suppressedEmails(database, emails)).size;
}
