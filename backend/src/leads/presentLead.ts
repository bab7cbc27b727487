import {
  type Lead,
  type Reason,
  emailCheckSchema,
  emailDepthSchema,
  emailVerdictSchema,
  leadPhoneSchema,
  modeSchema,
  phoneDetailSchema,
  phoneStatusSchema,
  reasonSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { Sql } from '../db/database.ts';
import { inGroups } from '../phones/inGroups.ts';
import type { Lead as LeadRow } from '../db/generated/sqlite/client.ts';
import type { ShownRow } from './leadColumns.ts';
import { type ListedRow, withJobStates } from './jobStates.ts';
import { markedAmong } from './suppression/suppressionMarks.ts';

export type { LeadRow };

// Built once, because building a schema takes longer than validating a lead.
const stored = {
  mode: modeSchema.nullable(),
  phoneDetail: phoneDetailSchema.nullable(),
  emailVerdict: emailVerdictSchema.nullable(),
  emailDepth: emailDepthSchema.nullable(),
  reasons: z.array(reasonSchema),
  phones: z.array(leadPhoneSchema),
  tags: z.array(z.string()),
  custom: z.record(z.string(), z.string().nullable()),
};

const interrupted: Reason = { code: 'interrupted', text: 'The check was interrupted' };

/** Builds the API's view of leads, in the order of the rows. Unfinished jobs determine some states. */
export async function presentLeads(sql: Sql, rows: readonly (ShownRow | ListedRow)[]): Promise<Lead[]> {
  const now = new Date();
  const marked = await markedAmong(
    sql,
    rows.flatMap((row) => ('isSuppressed' in row ? [] : row.id)),
  );
  const suppressed = new Set(rows.flatMap((row) => ('isSuppressed' in row && row.isSuppressed ? row.id : [])));
  for (const id of marked) suppressed.add(id);
  return (await withJobStates(sql, rows)).map((row) => presentLead(row, suppressed.has(row.id), now));
}

/**
 * Builds the view field by field, so that no other column is exposed.
 * @param suppressed whether the suppression list covers the lead
 * @param now an email verification whose time limit has passed by then reads as interrupted
 */
function presentLead(row: ShownRow, suppressed: boolean, now: Date): Lead {
  return {
    id: row.id,
    version: row.version,
    firstName: row.firstName,
    lastName: row.lastName,
    email: row.email,
    jobTitle: row.jobTitle,
    companyName: row.companyName,
    companyWebsite: row.companyWebsite,
    countryCode: row.countryCode,
    countryRaw: row.countryRaw,
    phoneNumber: row.phoneNumber,
    phoneFormatted: row.phoneNumber === null ? null : inGroups(row.phoneNumber),
    phoneExtension: row.phoneExtension,
    phoneType: row.phoneType,
    phoneCountry: row.phoneCountry,
    phoneProvider: row.phoneProvider,
    phoneMode: stored.mode.parse(row.phoneMode),
    phoneStatus: phoneStatusSchema.parse(row.phoneStatus),
    phoneDetail: stored.phoneDetail.parse(row.phoneDetail),
    phoneCheckedAt: row.phoneCheckedAt?.toISOString() ?? null,
    // A lookup may have chosen one of them meanwhile.
    phones: stored.phones.parse(row.phones).filter(({ number }) => number !== row.phoneNumber),
    emailVerified: row.emailVerified,
    ...emailState(row, now),
    emailCheckedAt: row.emailCheckedAt?.toISOString() ?? null,
    emailDepth: stored.emailDepth.parse(row.emailDepth),
    emailSuggestion: row.emailSuggestion,
    emailRetryAt: row.emailRetryAt?.toISOString() ?? null,
    linkedinUrl: row.linkedinUrl,
    yearsInRole: row.yearsInRole,
    message: row.message,
    tags: stored.tags.parse(row.tags),
    doNotContact: row.doNotContact,
    suppressed,
    custom: stored.custom.parse(row.custom),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** Adds `interrupted` to the earlier verdict and reasons when a newer check was interrupted. */
function emailState(row: ShownRow, now: Date): Pick<Lead, 'emailVerdict' | 'emailReasons' | 'emailCheck'> {
  const emailVerdict = stored.emailVerdict.parse(row.emailVerdict);
  const emailReasons = stored.reasons.parse(row.emailReasons ?? []);
  const emailCheck = emailCheckSchema.parse(row.emailCheck);
  const isOver = emailCheck !== 'idle' && row.emailCheckUntil !== null && row.emailCheckUntil < now;
  if (!isOver) return { emailVerdict, emailReasons, emailCheck };
  return { emailVerdict: emailVerdict ?? 'unknown', emailReasons: [...emailReasons, interrupted], emailCheck: 'idle' };
}
