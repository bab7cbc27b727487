import { idSchema, type Job, type JobItems, type JobList, type JobListQuery, type JobPace } from '@tinygenesy/contract';
import type { Database, Sql } from '../db/database.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { AppError } from '../platform/errors.ts';
import { jobNow, jobsNow } from './jobEvents.ts';
import { requestItems } from './jobItems.ts';
import { type ItemQuery, type JobKinds, kindOf } from './jobKind.ts';
import type { ReadFigures } from './figures.ts';
import { readPace } from './jobPace.ts';
import type { JobRow } from './presentJob.ts';

const place = 'jobs';

/** Reads the row of a job. @throws AppError not_found */
export async function jobRow(sql: Sql, id: number): Promise<JobRow> {
  const row = await sql.prisma.job.findUnique({ where: { id } });
  if (row === null) throw new AppError('not_found', `There is no job ${id}.`);
  return row;
}

/** Reads jobs for the API. The functions throw AppError not_found for an unknown id, and bad_cursor. */
export function readJobs({ database, kinds }: { database: Database; kinds: JobKinds }) {
  const figuresOf = async (rows: readonly JobRow[]): Promise<Map<string, ReadFigures | undefined>> =>
    new Map(
      await Promise.all(
        [...new Set(rows.map(({ kind }) => kind))].map(
          async (kind) => [kind, await kinds.get(kind)?.figures?.()] as const,
        ),
      ),
    );

  async function present(rows: readonly JobRow[]): Promise<Job[]> {
    const figures = await figuresOf(rows);
    return jobsNow(database, rows, (kind) => figures.get(kind));
  }

  return {
    /** Reads a page of jobs, newest first. */
    async list(query: JobListQuery): Promise<JobList> {
      const rows = await database.prisma.job.findMany({
        where: {
          ...(query.state && { state: { in: query.state } }),
          ...(query.kind && { kind: { in: query.kind } }),
          ...(query.cursor !== undefined && { id: { lt: decodeCursor(query.cursor, place, idSchema) } }),
        },
        orderBy: { id: 'desc' },
        take: query.limit + 1,
      });
      const { page, nextCursor } = pageOf(rows, query.limit, place, ({ id }) => id);
      return { jobs: await present(page), nextCursor };
    },

    async read(id: number): Promise<Job> {
      const row = await jobRow(database, id);
      return jobNow(database, row, await kinds.get(row.kind)?.figures?.());
    },

    /** Reads a page of a job's items: its leads, or the rows of its file. */
    async items(id: number, query: ItemQuery): Promise<JobItems> {
      const job = await jobRow(database, id);
      const kind = kindOf(kinds, job);
      return kind.items === undefined ? requestItems(database, job, query) : kind.items(database, job, query);
    },

    /** Reads how many items of a job ended over its time. */
    async pace(id: number): Promise<JobPace> {
      return readPace(database, await jobRow(database, id));
    },

    present,
  };
}
