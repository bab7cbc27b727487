import { jobSchema } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import { Prisma } from './db/database.ts';
import { startOwnProduct } from './testing/startOwnProduct.ts';

const leadCount = 40_000;
const atOnce = 5_000;

test(
  `a job that writes ${leadCount} messages and is killed in the middle writes each lead’s once`,
  { timeout: 240_000 },
  async ({ signal }) => {
    const { post, killDuring, stopAndCount } = await startOwnProduct(signal);
    for (let from = 0; from < leadCount; from += atOnce) {
      const leads = Array.from({ length: atOnce }, (_, index) => ({ email: `ana.${from + index}@acme.example` }));
      await post('/leads/bulk', JSON.stringify({ leads }));
    }
    const started = await post('/leads/generate-messages', JSON.stringify({ filter: {}, template: 'To {email}' }));
    const job = jobSchema.parse(started);

    const ended = await killDuring(job.id, ({ counts }) => (counts['written'] ?? 0) > leadCount / 5);

    expect(ended).toMatchObject({ state: 'completed', counts: { waiting: 0, running: 0, written: leadCount } });
    expect(
      await stopAndCount(
        Prisma.sql`SELECT (SELECT COUNT(*) FROM "Lead" WHERE "message" = 'To ' || "email" AND "version" = 2) AS "messages",
          (SELECT COUNT(*) FROM "LeadChange" WHERE "field" = 'message') AS "changes",
          (SELECT COUNT(*) FROM "Request" WHERE "jobId" = ${job.id} AND "state" = 'written') AS "items",
          (SELECT COUNT(*) FROM "MessageOrigin") AS "texts"`,
      ),
    ).toEqual({
      messages: leadCount,
      changes: leadCount,
      items: leadCount,
      texts: 1,
    });
  },
);
