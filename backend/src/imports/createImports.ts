import {
  type ImportCreated,
  type ImportDetail,
  type ImportList,
  type ImportPreview,
  type ImportRows,
  type ImportSettings,
  importSettingsSchema,
  type ImportValueField,
  type ImportValues,
} from '@tinygenesy/contract';
import type { Database } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { draftRows, type RowsQuery } from './preview/draftRows.ts';
import { dropDraft } from './file/dropImport.ts';
import { listImports } from './listImports.ts';
import { importedRows } from './writing/importedRows.ts';
import { chosenReading, isReadAlike, planOf } from './plan/planOf.ts';
import { createPreviews } from './preview/createPreviews.ts';
import type { Preview } from './preview/startPreview.ts';
import {
  type ImportFile,
  presentImport,
  readingOfImport,
  settingsOfImport,
  unfinishedUpload,
} from './presentImport.ts';
import { readRows } from './file/readRows.ts';
import { admitFile, discardFile, type IncomingFile, receiveFile, type ReceivedFile } from './file/receiveFile.ts';

/** Uploaded files: receiving, previewing and listing them. Jobs import them. */
export interface Imports {
  /**
   * Receives a file. It is not listed before `admit`; `discard` deletes it.
   * @throws AppError not_csv, empty_file, file_too_large, and what its pieces throw
   */
  receive(file: IncomingFile): Promise<ReceivedFile>;
  admit(file: ReceivedFile): Promise<ImportCreated>;
  discard(file: ReceivedFile): Promise<void>;
  /** Newest first. @throws AppError bad_cursor */
  list(query: { limit: number; cursor?: string | undefined }): Promise<ImportList>;
  /** @throws AppError not_found */
  read(id: number): Promise<ImportDetail>;
  /**
   * Returns what an import of a draft would do to the current leads, as far as counted after `waitMs`.
   * @throws AppError not_found; conflict when it was imported; invalid for settings that don't fit the file
   */
  preview(
    id: number,
    settings: ImportSettings,
    options: { waitMs: number; signal: AbortSignal },
  ): Promise<ImportPreview>;
  /** Stops a preview whose file is being imported. */
  stopPreview(id: number): void;
  /**
   * Returns rows of a draft as last previewed, or rows of an import with their results.
   * @throws AppError not_found, bad_cursor
   */
  rows(id: number, query: RowsQuery): Promise<ImportRows>;
  /**
   * Returns the distinct values of a draft's column as last previewed, as far as counted.
   * @throws AppError not_found; conflict when it was imported
   */
  values(id: number, field: ImportValueField): Promise<ImportValues>;
  /** @throws AppError not_found; conflict when it was imported */
  drop(id: number): Promise<void>;
  /** Stops all previews. */
  close(): Promise<void>;
}

export function createImports(deps: { database: Database; clock: Pick<Clock, 'now'> }): Imports {
  const { database } = deps;
  const previews = createPreviews(deps);

  async function fileOf(id: number): Promise<ImportFile> {
    const row = await database.prisma.import.findFirst({ where: { id, NOT: unfinishedUpload } });
    if (row === null) throw new AppError('not_found', `There is no import ${id}.`);
    return row;
  }

  async function draftOf(id: number): Promise<ImportFile> {
    const row = await fileOf(id);
    if (isDraft(row)) return row;
    throw new AppError('conflict', 'This file was already imported. See the results of its rows.');
  }

  async function lastPreview(file: ImportFile): Promise<Preview> {
    const settings = settingsOfImport(file) ?? asSuggested;
    return previews.last(file.id) ?? previews.start(file, await planOf(database, file, settings));
  }

  /** Saves the settings, so that a reopened page continues with them. */
  async function keepSettings(file: ImportFile, settings: ImportSettings): Promise<void> {
    const before = settingsOfImport(file);
    if (JSON.stringify(settings) === JSON.stringify(before)) return;
    const where = { id: file.id, jobId: null, committedAt: null };
    // The row count stays valid when only corrections changed.
    const counted = before !== null && isReadAlike(before, settings) ? {} : { rowCount: null };
    await database.prisma.import.updateMany({ where, data: { settings, ...counted } });
  }

  return {
    receive: (file) => receiveFile(deps, file),
    admit: (file) => admitFile(deps, file),
    discard: (file) => discardFile(database, file.id),

    list: (query) => listImports(database, query),

    async read(id) {
      const row = await fileOf(id);
      const settings = settingsOfImport(row);
      const hasChoices = settings !== null && isDraft(row);
      return {
        ...(await presentImport(database, row)),
        reading: hasChoices ? await chosenReading(database, row, settings) : readingOfImport(row),
        settings,
      };
    },

    async preview(id, settings, { waitMs, signal }) {
      const file = await draftOf(id);
      const planned = await planOf(database, file, settings);
      await keepSettings(file, planned.settings);
      const preview = await previews.start(file, planned);
      await within(waitMs, preview.done, signal);
      return preview.read();
    },

    stopPreview: (id) => previews.drop(id),

    async rows(id, query) {
      const file = await fileOf(id);
      if (!isDraft(file)) return importedRows(database, id, query);
      return draftRows(id, { preview: await lastPreview(file), readRows: readRows(database, file) }, query);
    },

    async values(id, field) {
      const preview = await lastPreview(await draftOf(id));
      return preview.values(field);
    },

    async drop(id) {
      previews.drop(id);
      await dropDraft(database, id);
    },

    close: () => previews.close(),
  };
}

const isDraft = (row: ImportFile): boolean => row.jobId === null && row.committedAt === null;

const asSuggested = importSettingsSchema.parse({});

/** Waits for the work, until the time is over or the client has left. */
async function within(waitMs: number, work: Promise<void>, left: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
    left.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await Promise.race([work, enough]);
  } finally {
    clearTimeout(timer);
  }
}
