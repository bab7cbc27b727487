import { z } from 'zod';
import { type Database, Prisma } from '../../db/database.ts';
import { inBatches } from '../../db/inBatches.ts';
import { instant } from '../../db/instant.ts';
import type { MailAnswer } from '../verdict/types.ts';

/** A stored DNS answer about a domain, with its expiry. */
export interface KeptAnswer {
  domain: string;
  answer: MailAnswer;
  askedAt: Date;
  expiresAt: Date;
}

const failureSchema = z.enum(['timeout', 'servfail', 'refused', 'unreachable', 'bad_answer', 'busy', 'check']);
const deadServerSchema = z.enum(['loopback', 'private', 'ip_address', 'bad_name']);
const deadAddressSchema = z.enum(['loopback', 'private']);
const plainKindSchema = z.enum(['address', 'null_mx', 'no_mail', 'no_domain']);

/** Reads stored answers that have not expired. Includes failures, whose age the caller checks. */
export async function readMailDomains(
  { prisma, dialect }: Database,
  domains: readonly string[],
  now: Date,
): Promise<Map<string, Pick<KeptAnswer, 'answer' | 'askedAt'>>> {
  if (domains.length === 0) return new Map();
  const isSqlite = dialect === 'sqlite';
  const list = JSON.stringify(domains);
  const ms = (column: string): Prisma.Sql =>
    Prisma.raw(isSqlite ? `CAST("${column}" AS INTEGER)` : `extract(epoch from "${column}") * 1000`);
  const rows = await prisma.$queryRaw<{ domain: string; answer: string; detail: string | null; askedMs: unknown }[]>(
    Prisma.sql`SELECT "domain", "answer", "detail", ${ms('askedAt')} AS "askedMs" FROM "MailDomain"
      WHERE "domain" IN (${
        isSqlite
          ? Prisma.sql`SELECT value FROM json_each(${list})`
          : Prisma.sql`SELECT jsonb_array_elements_text(${list}::jsonb)`
      }) AND "expiresAt" > ${instant(dialect, now)}`,
  );
  return new Map(
    rows.map(({ domain, answer, detail, askedMs }) => [
      domain,
      { answer: readAnswer(answer, detail), askedAt: new Date(Number(askedMs)) },
    ]),
  );
}

/** Stores answers over earlier ones, in one statement. */
export async function writeMailDomains({ prisma, dialect }: Database, answers: readonly KeptAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  // Sorted by domain, so that two processes that write the same domains don't deadlock.
  const rows = JSON.stringify(
    answers
      .map(({ domain, answer, askedAt, expiresAt }) => [
        domain,
        answer.kind,
        'host' in answer ? answer.host : 'why' in answer ? answer.why : null,
        askedAt.getTime(),
        expiresAt.getTime(),
      ])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
  const given =
    dialect === 'sqlite'
      ? Prisma.sql`SELECT value->>0, value->>1, value->>2, value->>3, value->>4 FROM json_each(${rows}) WHERE TRUE`
      : Prisma.sql`SELECT value->>0, value->>1, value->>2, to_timestamp((value->>3)::float8 / 1000),
          to_timestamp((value->>4)::float8 / 1000) FROM jsonb_array_elements(${rows}::jsonb)`;
  await prisma.$executeRaw`INSERT INTO "MailDomain" ("domain", "answer", "detail", "askedAt", "expiresAt") ${given}
    ON CONFLICT ("domain") DO UPDATE SET "answer" = excluded."answer", "detail" = excluded."detail",
      "askedAt" = excluded."askedAt", "expiresAt" = excluded."expiresAt"`;
}

const pruneAtOnce = 500;

/** Deletes expired answers. */
export async function pruneMailDomains({ prisma }: Database, now: Date, signal: AbortSignal): Promise<void> {
  const where = { expiresAt: { lte: now } };
  await inBatches(async (limit) => (await prisma.mailDomain.deleteMany({ where, limit })).count, pruneAtOnce, signal);
}

function readAnswer(kind: string, detail: string | null): MailAnswer {
  if (kind === 'mx' || kind === 'mx_unresolved') return { kind, host: detail ?? '' };
  if (kind === 'mx_dead') return { kind, why: deadServerSchema.parse(detail) };
  if (kind === 'address_dead') return { kind, why: deadAddressSchema.parse(detail) };
  if (kind === 'failed') return { kind, why: failureSchema.parse(detail) };
  return { kind: plainKindSchema.parse(kind) };
}
