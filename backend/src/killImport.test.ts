import { importCreatedSchema, jobSchema } from '@tinygenesy/contract';
import { expect, test } from 'vitest';
import { Prisma } from './db/database.ts';
import { startOwnProduct } from './testing/startOwnProduct.ts';

const rowCount = 100_000;

/** Every tenth row is about the lead of the row before; every hundredth has an invalid email. */
function file(): string {
  const lines = ['First name;Last name;E-mail;Company'];
  for (let row = 1; row <= rowCount; row += 1) {
    const person = row % 10 === 0 ? row - 1 : row;
    lines.push(`Ana;Faro ${row};${row % 100 === 1 ? 'nonsense' : `ana.${person}@acme.example`};Acme ${row % 7}`);
  }
  return lines.join('\r\n');
}

test(
  `an import of ${rowCount} rows that is killed in the middle ends with one result for each row and no lead twice`,
  { timeout: 240_000 },
  async ({ signal }) => {
    const { post, killDuring, stopAndCount } = await startOwnProduct(signal);
    const { id } = importCreatedSchema.parse(await post('/imports?fileName=crowd.csv', file(), 'text/csv'));
    const job = jobSchema.parse(await post(`/imports/${id}/commit`, '{}'));

    const ended = await killDuring(job.id, ({ counts }) => rowCount - (counts['waiting'] ?? 0) > rowCount / 3);

    const invalid = rowCount / 100;
    const skipped = rowCount / 10;
    const counts = { waiting: 0, running: 0, created: rowCount - invalid - skipped, invalid, skipped };
    expect(ended).toMatchObject({ state: 'completed', total: rowCount, counts });
    expect(
      await stopAndCount(
        Prisma.sql`SELECT (SELECT COUNT(*) FROM "ImportRow" WHERE "importId" = ${id}) AS "results",
          (SELECT MAX("row") FROM "ImportRow" WHERE "importId" = ${id}) AS "lastRow",
          (SELECT COUNT(*) FROM "Lead") AS "leads",
          (SELECT COUNT(DISTINCT "leadId") FROM "ImportRow" WHERE "state" = 'created') AS "created",
          (SELECT COUNT(*) FROM "LeadSearch" WHERE "LeadSearch" MATCH '"acme.example"') AS "searchable",
          (SELECT COUNT(*) FROM "ImportChunk") AS "chunks"`,
      ),
    ).toEqual({
      results: rowCount,
      lastRow: rowCount,
      leads: counts.created,
      created: counts.created,
      searchable: counts.created,
      chunks: 0,
    });
  },
);
