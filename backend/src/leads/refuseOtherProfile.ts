import type { Sql } from '../db/database.ts';
import { AppError } from '../platform/errors.ts';
import { readLinkedin } from './readLinkedin.ts';

/** The key of Postgres' advisory lock of everybody who writes LinkedIn addresses. */
const profilesLock = 7_301_513;

/**
 * Lets one transaction at a time look for LinkedIn addresses and write new ones, so that two leads never get the same.
 * SQLite runs one transaction at a time anyway. Call it before anything is locked.
 */
export async function lockProfiles(sql: Sql): Promise<void> {
  if (sql.dialect === 'postgres') await sql.prisma.$executeRaw`SELECT pg_advisory_xact_lock(${profilesLock}::bigint)`;
}

/** Returns whether a stored LinkedIn address names one person. Others, such as a company's page, several leads may have. */
export const isProfile = (linkedinUrl: string): boolean => readLinkedin(linkedinUrl) === linkedinUrl;

/**
 * Refuses a person's LinkedIn address that another lead has: its lookups would be paid twice.
 * @param ownId the lead that gets the address; null: a new one
 * @throws AppError conflict with `leadId` of the other lead
 */
export async function refuseOtherProfile(sql: Sql, linkedinUrl: string | null, ownId: number | null): Promise<void> {
  if (linkedinUrl === null || !isProfile(linkedinUrl)) return;
  await lockProfiles(sql);
  const other = await sql.prisma.lead.findFirst({
    where: { linkedinUrl, ...(ownId === null ? {} : { id: { not: ownId } }) },
    select: { id: true },
  });
  if (other === null) return;
  throw new AppError('conflict', 'Another lead has this LinkedIn address. Nothing was saved.', {
    errors: [{ pointer: '/linkedinUrl', message: 'is the LinkedIn address of another lead' }],
    extra: { leadId: other.id },
  });
}
