import { Prisma, type Sql } from '../../db/database.ts';
import { emailHash } from './emailHash.ts';
import { instant } from '../../db/instant.ts';

/** Returns the addresses that must not be contacted. */
export async function suppressedEmails(sql: Sql, emails: string[]): Promise<Set<string>> {
  const byHash = new Map(emails.map((email) => [emailHash(email), email]));
  const known = await suppressedHashes(sql, [...byHash.keys()]);
  return new Set([...known].flatMap((hash) => byHash.get(hash) ?? []));
}

/** Returns the hashes of addresses that must not be contacted. */
export async function suppressedHashes(sql: Sql, emailHashes: readonly string[]): Promise<Set<string>> {
  if (emailHashes.length === 0) return new Set();
  const among =
    sql.dialect === 'sqlite'
      ? Prisma.sql`IN (SELECT value FROM json_each(${JSON.stringify(emailHashes)}))`
      : Prisma.sql`= ANY(${emailHashes})`;
  const rows = await sql.prisma.$queryRaw<{ emailHash: string }[]>(
    Prisma.sql`SELECT "emailHash" FROM "Suppression" WHERE "emailHash" ${among}`,
  );
  return new Set(rows.map((row) => row.emailHash));
}

/** Adds an address to the suppression list; keeps the time of an earlier entry. */
export async function suppress(sql: Sql, email: string, at: Date): Promise<void> {
  const hash = emailHash(email);
  await sql.prisma.suppression.upsert({
    where: { emailHash: hash },
    create: { emailHash: hash, createdAt: at },
    update: { emailHash: hash },
  });
}

/** Adds some hundred addresses by their hashes, in one statement. */
export async function suppressHashes(sql: Sql, emailHashes: readonly string[], at: Date): Promise<void> {
  if (emailHashes.length === 0) return;
  const hashes = JSON.stringify(emailHashes);
  const list =
    sql.dialect === 'sqlite'
      ? Prisma.sql`json_each(${hashes}) AS given WHERE TRUE`
      : Prisma.sql`jsonb_array_elements_text(${hashes}::jsonb) AS given(value)`;
  await sql.prisma.$executeRaw(
    Prisma.sql`INSERT INTO "Suppression" ("emailHash", "createdAt") SELECT given.value, ${instant(sql.dialect, at)} FROM ${list}
      ON CONFLICT DO NOTHING`,
  );
}

/** Removes an address from the suppression list. */
export async function unsuppress(sql: Sql, email: string): Promise<void> {
  await sql.prisma.suppression.deleteMany({ where: { emailHash: emailHash(email) } });
}

/** Removes the entries of some hundred addresses, each only if it has the given time. */
export async function unsuppressMarks(sql: Sql, marks: readonly { email: string; at: Date }[]): Promise<void> {
  const hashesByTime = new Map<number, string[]>();
  for (const { email, at } of marks) {
    const hashes = hashesByTime.get(at.getTime()) ?? [];
    hashesByTime.set(at.getTime(), [...hashes, emailHash(email)]);
  }
  for (const [timeMs, hashes] of hashesByTime) {
    await sql.prisma.suppression.deleteMany({ where: { createdAt: new Date(timeMs), emailHash: { in: hashes } } });
  }
}
