import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportDetail, ImportRow, ImportState } from '@tinygenesy/contract';
import type { EnrichApi } from './enrichApi.ts';
import { EnrichError } from './enrichError.ts';
import { stopIfAsked } from './stopIfAsked.ts';
import type { Table } from './readTable.ts';

/** What an import made of a row: its lead (null: it is gone since), or why it has none. */
export type RowFate = { leadId: number | null } | { invalid: string };

export interface FileToImport {
  /** Tells it from others, also later. */
  key: string;
  name: string;
  bytes: Uint8Array;
  table: Pick<Table, 'encoding' | 'delimiter' | 'rows'>;
}

const pollMs = 300;
/** Of which nothing can be taken any more: then the file is imported again. */
const over: ReadonlySet<ImportState> = new Set(['cancelled', 'failed', 'undoing', 'undone']);
const importsAtMost = 50;

/**
 * Brings a file's rows in as any import does: leads that are there already stay as they are, rows without an e-mail go in
 * where they can. Begun again it goes on with the import that is there.
 * @returns the fate of each row of the table, in order
 */
export async function importTable(
  api: EnrichApi,
  file: FileToImport,
  { signal, report }: { signal: AbortSignal; report(done: number, total: number): void },
): Promise<RowFate[]> {
  const begun = await beginImport(api, file, signal);
  const id = await untilImported(api, begun, signal, report);
  const fates = new Map<number, RowFate>();
  for await (const row of api.rowsOfImport(id)) {
    stopIfAsked(signal);
    fates.set(row.row, fateOf(row));
  }
  // A row's fate is forgotten with the person it told of.
  return file.table.rows.map((_, index) => fates.get(index + 1) ?? { leadId: null });
}

async function beginImport(
  api: EnrichApi,
  { key, name, bytes, table }: FileToImport,
  signal: AbortSignal,
): Promise<ImportDetail> {
  for (let attempt = 1; attempt <= importsAtMost; attempt += 1) {
    stopIfAsked(signal);
    const id = await api.upload(bytes, path.basename(name), `enrich-${key}-${attempt}`);
    const known = await api.import(id);
    if (known === null || over.has(known.state)) continue;
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
  throw new EnrichError('The imports of this file keep being undone or cancelled. Try again tomorrow.');
}

async function untilImported(
  api: EnrichApi,
  begun: ImportDetail,
  signal: AbortSignal,
  report: (done: number, total: number) => void,
): Promise<number> {
  let now: ImportDetail | null = begun;
  for (;;) {
    if (now === null) throw new EnrichError('The import of the file was taken away meanwhile.');
    if (now.state === 'imported') return now.id;
    const job = now.jobId === null ? null : await api.job(now.jobId);
    if (over.has(now.state)) {
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

function fateOf({ state, leadId, issues }: ImportRow): RowFate {
  if (state !== 'invalid') return { leadId };
  return { invalid: issues.find(({ severity }) => severity === 'error')?.text ?? 'The row can’t be a lead.' };
}
