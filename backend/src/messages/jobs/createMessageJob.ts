import type { Job } from '@tinygenesy/contract';
import type { Prisma, Sql } from '../../db/database.ts';
import { createJob } from '../../jobs/createJob.ts';
import type { MessageRequest } from './messageRequest.ts';

/** Creates a job that writes a message for each lead; call it in a transaction. */
export const createMessageJob = (
  sql: Sql,
  {
    leads,
    ...job
  }: {
    request: MessageRequest;
    /** A statement that yields the `"id"` of every lead. */
    leads: Prisma.Sql;
    /** `count` is the number of leads. */
    title: (count: number) => string;
    retryOf: number | null;
    now: Date;
  },
): Promise<Job> => createJob(sql, { ...job, kind: 'message_generation', items: { leads, order: 'oldest' } });
