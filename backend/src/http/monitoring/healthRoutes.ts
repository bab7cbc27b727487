import { z } from 'zod';
import { Prisma } from '../../db/database.ts';
import type { AppDeps } from '../appDeps.ts';
import { route, type Route, routesTagged } from '../route.ts';

const { get } = routesTagged('operation');

const checkSchema = z.object({
  name: z.enum(['database', 'migrations', 'temporal']),
  ok: z.boolean(),
  text: z.string(),
});
type Check = z.infer<typeof checkSchema>;
const readySchema = z.object({ ready: z.boolean(), checks: z.array(checkSchema) });

type HealthDeps = Pick<AppDeps, 'database' | 'log' | 'engine'>;

export function healthRoutes(deps: HealthDeps): Route[] {
  return [
    get('/healthz', 'Check that the process responds', {
      answer: ['It responds', z.object({ status: z.literal('ok') })],
      handle: async () => ({ status: 'ok' as const }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      tag: 'operation',
      summary: 'Check the database, its migrations and Temporal',
      responses: {
        200: { description: 'All checks passed', schema: readySchema },
        503: { description: 'Some checks failed', schema: readySchema },
      },
      async handle() {
        const checks = [...(await databaseChecks(deps)), temporalCheck(deps)];
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

function temporalCheck({ engine }: HealthDeps): Check {
  const ok = engine.state() === 'up';
  return { name: 'temporal', ok, text: ok ? 'responds' : 'does not respond; lookups wait for it' };
}
