import { z } from 'zod';
import { Prisma } from '../../db/database.ts';
import type { AppDeps } from '../appDeps.ts';
import { route, type Route } from '../route.ts';

const checkSchema = z.object({
  name: z.enum(['database', 'migrations', 'temporal', 'worker']),
  ok: z.boolean(),
  text: z.string(),
});
type Check = z.infer<typeof checkSchema>;
const healthySchema = z.object({
  status: z.enum(['ok', 'worker_failed']),
  worker: z
    .enum(['starting', 'running', 'failed', 'stopped'])
    .nullable()
    .meta({ description: 'null: this process has no worker' }),
  temporal: z
    .enum(['up', 'away', 'restarting'])
    .meta({ description: 'restarting: the embedded server died or gave no useful answers, and is being replaced' }),
});
const readySchema = z.object({ ready: z.boolean(), checks: z.array(checkSchema) });

type HealthDeps = Pick<AppDeps, 'database' | 'log' | 'engine' | 'workerState'>;

export function healthRoutes(deps: HealthDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/healthz',
      tag: 'operation',
      summary: 'Check the process and its worker',
      responses: {
        200: { description: 'The process works', schema: healthySchema },
        503: {
          description: 'Its worker failed although Temporal responds; the process replaces it',
          schema: healthySchema,
        },
      },
      async handle() {
        const worker = deps.workerState();
        // While Temporal is away no worker can run, and a restart of the process would not help.
        const temporal = temporalState(deps);
        const failed = worker === 'failed' && temporal === 'up';
        return { status: failed ? 503 : 200, body: { status: failed ? 'worker_failed' : 'ok', worker, temporal } };
      },
    }),
    route({
      method: 'get',
      path: '/readyz',
      tag: 'operation',
      summary: 'Check the database, its migrations, Temporal and the worker',
      responses: {
        200: { description: 'All checks passed', schema: readySchema },
        503: { description: 'Some checks failed', schema: readySchema },
      },
      async handle() {
        const checks = [...(await databaseChecks(deps)), temporalCheck(deps), ...workerCheck(deps)];
        const ready = checks.every(({ ok }) => ok);
        return { status: ready ? 200 : 503, body: { ready, checks }, headers: ready ? {} : { 'Retry-After': '5' } };
      },
    }),
  ];
}

async function databaseChecks({ database, log }: HealthDeps): Promise<Check[]> {
  try {
    const rows = await database.prisma.$queryRaw<{ applied: number | bigint; open: number | bigint }[]>(
      Prisma.sql`SELECT count("finished_at") AS "applied", count(*) - count("finished_at") AS "open"
        FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL`,
    );
    const [applied, open] = [Number(rows[0]?.applied ?? 0), Number(rows[0]?.open ?? 0)];
    const ok = applied > 0 && open === 0;
    return [
      { name: 'database', ok: true, text: 'responds' },
      { name: 'migrations', ok, text: ok ? `${applied} applied` : `${open} not finished` },
    ];
  } catch (error) {
    log.warn({ err: error }, 'the database does not respond');
    return [
      { name: 'database', ok: false, text: 'does not respond' },
      { name: 'migrations', ok: false, text: 'unknown' },
    ];
  }
}

const temporalState = ({ engine }: HealthDeps) => (engine.isRestarting() ? 'restarting' : engine.state());

const temporalTexts = {
  up: 'responds',
  away: 'does not respond; lookups wait for it',
  restarting: 'is being restarted; lookups wait for it',
};

function temporalCheck(deps: HealthDeps): Check {
  const state = temporalState(deps);
  return { name: 'temporal', ok: state === 'up', text: temporalTexts[state] };
}

function workerCheck({ workerState }: HealthDeps): Check[] {
  const state = workerState();
  return state === null ? [] : [{ name: 'worker', ok: state === 'running', text: state }];
}
