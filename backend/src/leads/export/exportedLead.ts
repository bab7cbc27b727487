import { Prisma } from '../../db/database.ts';
import type { LeadRow } from '../presentLead.ts';

/** The columns of a lead that an export reads. */
const fields = [
  'id',
  'firstName',
  'lastName',
  'email',
  'jobTitle',
  'companyName',
  'companyWebsite',
  'countryCode',
  'countryRaw',
  'phoneNumber',
  'phoneExtension',
  'phoneStatus',
  'phoneProvider',
  'phoneMode',
  'linkedinUrl',
  'yearsInRole',
  'tags',
  'doNotContact',
  'custom',
  'emailVerdict',
  'emailVerified',
  'emailReasons',
  'emailSuggestion',
  'emailDepth',
  'emailCheckedAt',
  'message',
  'createdAt',
  'updatedAt',
] as const satisfies (keyof LeadRow)[];

export type ExportedLead = Pick<LeadRow, (typeof fields)[number]>;

export const exportedFields = Prisma.raw(fields.map((field) => `"Lead"."${field}"`).join(', '));
