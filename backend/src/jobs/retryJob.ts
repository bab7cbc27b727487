import type { Job } from '@tinygenesy/contract';
import { AppError } from '../platform/errors.ts';
import { jobNow } from './jobEvents.ts';
import { kindOf } from './jobKind.ts';
import { jobRow } from './readJobs.ts';
import { lockJob, type SteerDeps } from './steerJob.ts';

/**
 * Creates the job that repeats what failed in an ended one; asked again while that runs, it is the answer.
 * @throws AppError not_found, or conflict when the job has not ended or its kind can't be retried
 */
export async function retryJob({ database, clock, engine, kinds }: SteerDeps, id: number): Promise<Job> {
  const now = clock.now();
  const kind = kindOf(kinds, await jobRow(database, id));
  const figures = await kind.figures?.();
  const job = await database.transaction(async (sql) => {
    const row = await lockJob(sql, id);
    if (kind.retry === undefined) {
      throw new AppError('conflict', 'Only phone lookups, checks of e-mails and messages can be retried.');
    }
    if (row.endedAt === null) {
      throw new AppError(
        'conflict',
        `This job is ${row.state.replace('_', ' ')}; it can be retried once it has ended.`,
      );
    }
    const open = await sql.prisma.job.findFirst({ where: { retryOf: id, endedAt: null } });
    return open === null ? kind.retry(sql, row, { now, figures }) : jobNow(sql, open, figures);
  });
  void engine.wakeJob(job.id);
  return job;
}
