import { createHash } from 'node:crypto';
import { Prisma, type Sql } from '../db/database.ts';
import { instant } from './leadFilter.ts';

/** What of an address outlives its lead. The address is trimmed, NFC and lower case already. */
const emailHash = (email: string): string => createHash('sha256').update(email).digest('hex');

/** Which of these addresses must not be contacted. */
export async function suppressedEmails(sql: Sql, emails: string[]): Promise<Set<string>> {
  const byHash = new Map(emails.map((email) => [emailHash(email), email]));
  if (byHash.size === 0) return new Set();
  const hashes = JSON.stringify([...byHash.keys()]);
  const list =
    sql.dialect === 'sqlite'
      ? Prisma.sql`SELECT value FROM json_each(${hashes})`
      : Prisma.sql`SELECT jsonb_array_elements_text(${hashes}::jsonb)`;
  const rows = await sql.prisma.$queryRaw<{ emailHash: string }[]>(
    Prisma.sql`SELECT "emailHash" FROM "Suppression" WHERE "emailHash" IN (${list})`,
  );
  return new Set(rows.flatMap((row) => byHash.get(row.emailHash) ?? []));
}

export async function suppress(sql: Sql, email: string, at: Date): Promise<void> {
  const hash = emailHash(email);
  await sql.prisma.suppression.upsert({
    where: { emailHash: hash },
    create: { emailHash: hash, createdAt: at },
    update: {},
  });
}

/** The same for some hundred addresses in one statement. */
export async function suppressAll(sql: Sql, emails: readonly string[], at: Date): Promise<void> {
  if (emails.length === 0) return;
  const hashes = JSON.stringify(emails.map(emailHash));
  const list =
    sql.dialect === 'sqlite'
      ? Prisma.sql`json_each(${hashes}) AS given WHERE TRUE`
      : Prisma.sql`jsonb_array_elements_text(${hashes}::jsonb) AS given(value)`;
  await sql.prisma.$executeRaw(
    Prisma.sql`INSERT INTO "Suppression" ("emailHash", "createdAt") SELECT given.value, ${instant(sql.dialect, at)} FROM ${list}
      ON CONFLICT DO NOTHING`,
  );
}

export async function unsuppress(sql: Sql, email: string): Promise<void> {
  await sql.prisma.suppression.deleteMany({ where: { emailHash: emailHash(email) } });
}

/** Takes back marks of some hundred addresses, each only if it is from this moment. */
export async function forgetMarks(sql: Sql, marks: readonly { email: string; at: Date }[]): Promise<void> {
  const hashesByTime = new Map<number, string[]>();
  for (const { email, at } of marks) {
    const hashes = hashesByTime.get(at.getTime()) ?? [];
    hashesByTime.set(at.getTime(), [...hashes, emailHash(email)]);
  }
  for (const [timeMs, hashes] of hashesByTime) {
    await sql.prisma.suppression.deleteMany({ where: { createdAt: new Date(timeMs), emailHash: { in: hashes } } });
  }
}
