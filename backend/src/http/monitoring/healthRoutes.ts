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
    get('/healthz', 'Whether the process answers', {
      answer: ['It does', z.object({ status: z.literal('ok') })],
      handle: async () => ({ status: 'ok' as const }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      tag: 'operation',
      summary: 'Whether all that it needs answers, each named',
      responses: {
        200: { description: 'All of it', schema: readySchema },
        503: { description: 'Some of it does not', schema: readySchema },
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
      { name: 'database', ok: true, text: 'answers' },
      { name: 'migrations', ok, text: ok ? `${applied} applied` : `${open} not finished` },
    ];
  } catch (error) {
    log.warn({ err: error }, 'the database does not answer');
    return [
      { name: 'database', ok: false, text: 'does not answer' },
      { name: 'migrations', ok: false, text: 'not known' },
    ];
  }
}

function temporalCheck({ engine }: HealthDeps): Check {
  const ok = engine.state() === 'up';
  return { name: 'temporal', ok, text: ok ? 'answers' : 'does not answer; lookups wait for it' };
}
