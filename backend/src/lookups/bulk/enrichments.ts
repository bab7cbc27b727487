import type { BulkLookup, EnrichmentJobStart, Job, Mode } from '@tinygenesy/contract';
import { z } from 'zod';
import { Prisma, type Sql } from '../../db/database.ts';
import { startJob } from '../../jobs/startJob.ts';
import { jobNow, jobsNow, leadsChanged } from '../../jobs/jobEvents.ts';
import { type BulkLookupDeps, eligibleLeads, lookupJob } from './bulkLookups.ts';
import { lookupFigures } from '../lookupFigures.ts';
import { maySpend } from '../../jobs/maySpend.ts';
import { readMode } from '../../jobs/mode.ts';

const jobIdsSchema = z.array(z.int());

export type Enrichments = ReturnType<typeof createEnrichments>;

/** Lookup jobs of files. Every call can be repeated with the same answer, also after a kill. */
export function createEnrichments(deps: BulkLookupDeps) {
  const { database, clock } = deps;
  const jobsSetting = (key: string, mode: Mode): string => `enrichment:${key}:jobs:${mode}`;

  return {
    /** Lists the file's lookup jobs in this mode, oldest first. */
    async jobs(key: string): Promise<Job[]> {
      const row = await database.prisma.setting.findUnique({
        where: { key: jobsSetting(key, await readMode(database)) },
      });
      const ids = row === null ? [] : readJobIds(JSON.parse(row.value));
      const rows = await database.prisma.job.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } });
      const figures = lookupFigures(await deps.speeds());
      return jobsNow(database, rows, () => figures);
    },

    /** Starts the file's next lookup job. Returns the newest job instead when `previousJobId` does not name it. */
    async startJob(key: string, { previousJobId, ...given }: EnrichmentJobStart): Promise<Job> {
      const now = clock.now();
      const speeds = await deps.speeds();
      const body: BulkLookup = { ...given, scope: 'all', force: false };
      return startJob(deps, eligibleLeads(deps, body), async (sql) => {
        const mode = await readMode(sql);
        const setting = jobsSetting(key, mode);
        const ids = readJobIds(await lockSetting(sql, setting));
        const newest = await sql.prisma.job.findFirst({ where: { id: { in: ids } }, orderBy: { id: 'desc' } });
        if (newest !== null && newest.id !== previousJobId) {
          return { existing: await jobNow(sql, newest, lookupFigures(speeds)) };
        }
        const spending = maySpend({ kind: 'create' }, { mode, maxCostMicros: given.maxCostMicros });
        const job = lookupJob({ spending, body, now, figures: lookupFigures(speeds) });
        return {
          ...job,
          async changes(created) {
            await saveSetting(sql, setting, [...ids, created.id]);
            return [leadsChanged(created.id)];
          },
        };
      });
    },
  };
}

const readJobIds = (value: unknown): number[] => jobIdsSchema.catch([]).parse(value);

/** Reads a setting and locks its row to the end of the transaction, so that concurrent calls wait. */
async function lockSetting(sql: Sql, key: string): Promise<unknown> {
  const [row] = await sql.prisma.$queryRaw<{ value: string }[]>(
    Prisma.sql`INSERT INTO "Setting" ("key", "value") VALUES (${key}, 'null')
      ON CONFLICT ("key") DO UPDATE SET "key" = excluded."key" RETURNING "value"`,
  );
  return JSON.parse(row?.value ?? 'null');
}

async function saveSetting(sql: Sql, key: string, value: unknown): Promise<void> {
  await sql.prisma.setting.update({ where: { key }, data: { value: JSON.stringify(value) } });
}
