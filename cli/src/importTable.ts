import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportDetail, ImportRow, ImportState } from '@tinygenesy/contract';
import type { EnrichApi } from './enrichApi.ts';
import { EnrichError } from './enrichError.ts';
import { stopIfAsked } from './stopIfAsked.ts';
import type { Table } from './readTable.ts';

/** The import result of a row: its lead (null: deleted since), or why it has none. */
export type RowResult = { leadId: number | null } | { invalid: string } | { suppressed: string };

export interface FileToImport {
  /** Identifies the file, also in later runs. */
  key: string;
  name: string;
  bytes: Uint8Array;
  table: Pick<Table, 'encoding' | 'delimiter' | 'rows'>;
}

const pollMs = 300;
/** An import in one of these states has no leads. The file is then imported again. */
const withoutLeads: ReadonlySet<ImportState> = new Set(['cancelled', 'failed', 'undoing', 'undone']);
const maxImports = 50;

/**
 * Imports a file's rows like any import: existing leads stay unchanged, and rows without an email are imported where
 * another identity is known. A repeated call continues the existing import.
 * @returns the result of each row of the table, in order
 */
export async function importTable(
  api: EnrichApi,
  file: FileToImport,
  { signal, report }: { signal: AbortSignal; report(done: number, total: number): void },
): Promise<RowResult[]> {
  const begun = await beginImport(api, file, signal);
  const id = await untilImported(api, begun, signal, report);
  const results = new Map<number, RowResult>();
  for await (const row of api.rowsOfImport(id)) {
    stopIfAsked(signal);
    results.set(row.row, resultOf(row));
  }
  // The row result of a deleted lead is deleted with it.
  return file.table.rows.map((_, index) => results.get(index + 1) ?? { leadId: null });
}

async function beginImport(
  api: EnrichApi,
  { key, name, bytes, table }: FileToImport,
  signal: AbortSignal,
): Promise<ImportDetail> {
  for (let attempt = 1; attempt <= maxImports; attempt += 1) {
    stopIfAsked(signal);
    const id = await api.upload(bytes, path.basename(name), `enrich-${key}-${attempt}`);
    const known = await api.import(id);
    if (known === null || withoutLeads.has(known.state)) continue;
    if (known.state !== 'draft') return known;
    await api.commit(id, {
      encoding: table.encoding,
      delimiter: table.delimiter,
      hasHeader: true,
      onDuplicate: 'skip',
      allowWithoutEmail: true,
      fixes: [],
    });
    return (await api.import(id)) ?? known;
  }
  throw new EnrichError(`This file was imported and undone or cancelled ${maxImports} times. Try again tomorrow.`);
}

async function untilImported(
  api: EnrichApi,
  begun: ImportDetail,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<number> {
  let now: ImportDetail | null = begun;
  for (;;) {
    if (now === null)
      throw new EnrichError('The import of the file was deleted during the run. Run the same command again.');
    if (now.state === 'imported') return now.id;
    const job = now.jobId === null ? null : await api.job(now.jobId);
    if (withoutLeads.has(now.state)) {
      throw new EnrichError(`The import of the file was ${now.state}${job?.error ? `: ${job.error.text}` : ''}.`);
    }
    if (job?.state === 'paused') await api.resume(job.id, undefined);
    const { waiting = 0, ...settled } = now.counts ?? {};
    const done = Object.values(settled).reduce((sum, count) => sum + count, 0);
    report(done, Math.max(1, now.rowCount ?? now.reading?.rowCountEstimate ?? 0, done + waiting));
    stopIfAsked(signal);
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    stopIfAsked(signal);
    now = await api.import(now.id);
  }
}

function resultOf({ state, leadId, issues }: ImportRow): RowResult {
  if (issues.some(({ code }) => code === 'suppressed')) return { suppressed: 'On the suppression list' };
  if (state !== 'invalid') return { leadId };
  return { invalid: issues.find(({ severity }) => severity === 'error')?.text ?? 'The row can’t become a lead.' };
}
