import { constants } from 'node:fs';
import { access, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { emailColumns, type EmailCells, noEmailCells } from './emailCells.ts';
import { EnrichError } from './enrichError.ts';
import { phoneColumns, type PhoneCells } from './phoneCells.ts';
import type { Table } from './readTable.ts';

/** The result file. */
export interface OutFile {
  /** Replaces the file as a whole, so that an interrupted write keeps the previous file. @throws EnrichError */
  write(text: string): Promise<void>;
}

/**
 * Checks that the result can be written, before the run costs money.
 * @throws EnrichError when it can't, or when it would replace the input
 */
export async function prepareOutFile(out: string, input: string): Promise<OutFile> {
  const there = await stat(out).catch(() => null);
  const source = await stat(input);
  if (there !== null && there.ino === source.ino && there.dev === source.dev) {
    throw new EnrichError('--out is the input file. Choose another name, so that the input is not replaced.');
  }
  if (there !== null && !there.isFile()) throw new EnrichError(`--out ${out} is not a file. Enter a file name.`);
  // A link stays: the file that it points to is replaced.
  const target = there === null ? out : await realpath(out);
  const partFile = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.part`);

  async function explained(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      await rm(partFile, { force: true }).catch(() => undefined);
      throw new EnrichError(`Couldn't write ${out}: ${reasonOf(error, path.dirname(target))}.`, { cause: error });
    }
  }

  await explained(async () => {
    if (there !== null) await access(target, constants.W_OK);
    await (await open(partFile, 'w')).close();
    await rm(partFile);
  });
  return {
    write: (text) =>
      explained(async () => {
        const file = await open(partFile, 'w');
        try {
          await file.writeFile(text);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(partFile, target);
      }),
  };
}

function reasonOf(error: unknown, dir: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return `the folder ${dir} does not exist`;
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
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
 * Returns the file with the new columns after its own. Fills short rows to the length of the longest, so that the new
 * columns line up.
 * @param emails null: without email columns
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
    // Readers end a row at any line break, whichever ends the file's rows.
    quoted_match: /[\r\n]/u,
  });
  return `${table.bom ? '\uFEFF' : ''}${table.sepLine ? `sep=${table.delimiter}${table.lineEnd}` : ''}${csv}`;
}

const emailRecord = ({ verdict, reason, suggestion }: EmailCells): string[] => [verdict, reason, suggestion];
