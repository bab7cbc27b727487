import { setImmediate as nextTurnOfTheLoop } from 'node:timers/promises';
import type { ImportIssue, ImportPreview, ImportRow, Mode } from '@tinygenesy/contract';
import type { Database } from '../../db/database.ts';
import { suppressedEmails } from '../../leads/deletion/suppression.ts';
import { AppError } from '../../platform/errors.ts';
import type { PlannedImport } from '../planOf.ts';
import type { ReadRows } from '../readRows.ts';
import type { JudgedRow } from '../types.ts';
import { draftRow } from './draftRow.ts';
import { keepFirstRows } from './firstRows.ts';
import { createLeadBook, type LeadBook, type StoredLeads } from './leadBook.ts';
import { countProblems } from './problemCounts.ts';
import { createRowMarks, type DraftState, type RowMarks } from './rowMarks.ts';
import { storedLeads } from './storedLeads.ts';

/** A count of what an import would do, under way or done. */
export interface Preview {
  planned: PlannedImport;
  /** As far as it is. */
  read(): ImportPreview;
  /** Somebody read its end. */
  readonly isTold: boolean;
  marks: RowMarks;
  /** The row where it is at hand. */
  firstRow(row: number): ImportRow | undefined;
  /** Resolves with the next rows that were counted, or with the end. */
  progress(): Promise<void>;
  /** Rejects when the file or the database could not be read, or when it was stopped. */
  done: Promise<void>;
  stop(): void;
}

interface PreviewDeps {
  database: Database;
  mode: Mode;
  readRows: ReadRows;
  /** The file was read to its end. */
  onEnd(rowCount: number): Promise<void>;
}

/**
 * Goes through a file as if its rows were written one after the other, and writes nothing. It works in bites of some
 * hundred rows, so that nobody waits for it.
 */
export function startPreview({ database, mode, readRows, onEnd }: PreviewDeps, planned: PlannedImport): Preview {
  const abort = new AbortController();
  const rules = { ...planned.rules, mode };
  const states: Record<DraftState, number> = { create: 0, update: 0, skip: 0, invalid: 0 };
  const problems = countProblems();
  const marks = createRowMarks();
  const firstRows = keepFirstRows();
  let warnings = 0;
  let doNotContact = 0;
  let rowsRead = 0;
  let complete = false;
  let isTold = false;
  let tellProgress = (): void => undefined;
  let progress = nextProgress();

  function nextProgress(): Promise<void> {
    return new Promise((resolve) => {
      tellProgress = resolve;
    });
  }
  function progressed(): void {
    tellProgress();
    progress = nextProgress();
  }

  function count(row: JudgedRow, book: LeadBook, stored: StoredLeads): DraftState {
    const fate = row.lead === null ? null : book.fateOf(row.lead, row.line, stored);
    const state = fate === null ? stateWithoutLead(row.issues) : draftStateOf[fate.state];
    const issues = fate?.issue ? [...row.issues, fate.issue] : row.issues;
    const isTroubled = issues.some(({ severity }) => severity !== 'note');
    const mark = { state, earlierLine: fate?.earlierLine ?? null, issues, isTroubled };
    states[state] += 1;
    if ((state === 'create' || state === 'update') && isTroubled) warnings += 1;
    problems.add(row, issues);
    marks.add(mark);
    if (firstRows.wants(mark)) firstRows.add(mark, draftRow(row, mark, rules.onDuplicate));
    return state;
  }

  async function run(): Promise<void> {
    const book = createLeadBook(rules, planned.plan);
    const hasLeads = (await database.prisma.lead.findFirst({ select: { id: true } })) !== null;
    const hasMarks = (await database.prisma.suppression.findFirst()) !== null;
    for await (const batch of readRows(planned.plan, { fromRow: 1, signal: abort.signal })) {
      const asked = hasLeads ? batch.flatMap(({ lead }) => (lead !== null && book.asks(lead) ? lead : [])) : [];
      const stored = asked.length === 0 ? noLeads : await storedLeads(database, asked);
      abort.signal.throwIfAborted();
      const created = batch.filter((row) => count(row, book, stored) === 'create');
      rowsRead += batch.length;
      if (hasMarks) doNotContact += await countMarked(database, created);
      progressed();
      await nextTurnOfTheLoop();
    }
    abort.signal.throwIfAborted();
    await onEnd(rowsRead);
    complete = true;
  }

  const done = run().finally(progressed);
  // Whoever waits for it hears of it.
  done.catch(() => undefined);
  return {
    planned,
    marks,
    firstRow: firstRows.get,
    progress: () => progress,
    done,
    stop: () => abort.abort(new AppError('conflict', 'Another preview of this file was asked for meanwhile.')),
    get isTold() {
      return isTold;
    },
    read() {
      isTold ||= complete;
      return {
        ...states,
        warnings,
        doNotContact,
        problems: problems.read(),
        complete,
        rowsRead,
        reading: planned.reading,
        settings: planned.settings,
      };
    },
  };
}

const noLeads: StoredLeads = new Map();
const draftStateOf = { created: 'create', updated: 'update', skipped: 'skip' } as const;

/** A row that a correction leaves out has no error. */
const stateWithoutLead = (issues: readonly ImportIssue[]): DraftState =>
  issues.some(({ severity }) => severity === 'error') ? 'invalid' : 'skip';

/** New leads that an earlier do-not-contact mark applies to. */
async function countMarked(database: Database, rows: readonly JudgedRow[]): Promise<number> {
  const emails = rows.flatMap(({ lead }) => (lead === null || lead.doNotContact ? [] : (lead.email ?? [])));
  return (await suppressedEmails(database, emails)).size;
}
