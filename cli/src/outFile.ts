import { constants } from 'node:fs';
import { access, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { emailColumns, type EmailCells, noEmailCells } from './emailCells.ts';
import { EnrichError } from './enrichError.ts';
import { phoneColumns, type PhoneCells } from './phoneCells.ts';
import type { Table } from './readTable.ts';

/** The place of the result. */
export interface OutFile {
  /** Writes beside it first, so that a run that ends in between leaves what was there. @throws EnrichError */
  write(text: string): Promise<void>;
}

/**
 * Makes sure that the result can be written, before anything is spent.
 * @throws EnrichError when it can't, or when it would take the place of the input
 */
export async function prepareOutFile(out: string, input: string): Promise<OutFile> {
  const there = await stat(out).catch(() => null);
  const source = await stat(input);
  if (there !== null && there.ino === source.ino && there.dev === source.dev) {
    throw new EnrichError('--out is the file itself. Give the result another name, so that the original stays.');
  }
  if (there !== null && !there.isFile()) throw new EnrichError(`--out ${out} is not a file. Give the result a name.`);
  // Behind a link the file that it leads to is replaced, not the link.
  const target = there === null ? out : await realpath(out);
  const half = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.part`);

  async function told(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await rm(half, { force: true }).catch(() => undefined);
      throw new EnrichError(`${out} can't be written: ${whyNot(error, path.dirname(target))}.`, { cause: error });
    }
  }

  await told(async () => {
    if (there !== null) await access(target, constants.W_OK);
    await (await open(half, 'w')).close();
    await rm(half);
  });
  return {
    write: (text) =>
      told(async () => {
        const file = await open(half, 'w');
        try {
          await file.writeFile(text);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(half, target);
      }),
  };
}

function whyNot(error: unknown, dir: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return `there is no folder ${dir}`;
    case 'EACCES':
    case 'EPERM':
      return 'you may not write there';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    default:
      return code === '' ? String(error) : code;
  }
}

/**
 * The file with the new columns behind its own; rows are filled up to the longest, so that columns stay columns.
 * @param emails null: they were not checked, and have no columns
 */
export function enrichedText(
  table: Table,
  cells: readonly PhoneCells[],
  emails: readonly EmailCells[] | null = null,
): string {
  const width = table.rows.reduce((widest, { length }) => Math.max(widest, length), table.header.length);
  const filled = (row: readonly string[]): string[] => [...row, ...Array<string>(width - row.length).fill('')];
  const records = table.rows.map((row, index) => {
    const { number = '', status = '', provider = '', reason = '' } = cells[index] ?? {};
    const email = emails === null ? [] : emailRecord(emails[index] ?? noEmailCells);
    return [...filled(row), number, status, provider, reason, ...email];
  });
  const added = [...phoneColumns, ...(emails === null ? [] : emailColumns)];
  const csv = stringify([[...filled(table.header), ...added], ...records], {
    delimiter: table.delimiter,
    record_delimiter: table.lineEnd,
  });
  return `${table.bom ? '\uFEFF' : ''}${table.sepLine ? `sep=${table.delimiter}${table.lineEnd}` : ''}${csv}`;
}

const emailRecord = ({ verdict, reason, suggestion }: EmailCells): string[] => [verdict, reason, suggestion];
