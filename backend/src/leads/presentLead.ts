import {
  type Lead,
  type Reason,
  emailCheckSchema,
  emailDepthSchema,
  emailVerdictSchema,
  modeSchema,
  phoneDetailSchema,
  phoneStatusSchema,
  reasonSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { Sql } from '../db/database.ts';
import type { Lead as LeadRow } from '../db/generated/sqlite/client.ts';
import type { ShownRow } from './leadColumns.ts';
import { type ListedRow, withLentStates } from './lentStates.ts';

export type { LeadRow };

// Built once: to build a schema takes longer than to check a lead.
const stored = {
  mode: modeSchema.nullable(),
  phoneDetail: phoneDetailSchema.nullable(),
  emailVerdict: emailVerdictSchema.nullable(),
  emailDepth: emailDepthSchema.nullable(),
  reasons: z.array(reasonSchema),
  tags: z.array(z.string()),
  custom: z.record(z.string(), z.string().nullable()),
};

const interrupted: Reason = { code: 'interrupted', text: 'The check was interrupted' };

/** Leads as they go over the wire, with what unfinished jobs lend them, in the order of the rows. */
export async function presentLeads(sql: Sql, rows: readonly (ShownRow | ListedRow)[]): Promise<Lead[]> {
  const now = new Date();
  return (await withLentStates(sql, rows)).map((row) => presentLead(row, now));
}

/**
 * Written field by field: no column leaves by accident.
 * @param now an e-mail check that should have ended by then was interrupted, and reads so
 */
function presentLead(row: ShownRow, now: Date): Lead {
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
    phoneExtension: row.phoneExtension,
    phoneType: row.phoneType,
    phoneCountry: row.phoneCountry,
    phoneProvider: row.phoneProvider,
    phoneMode: stored.mode.parse(row.phoneMode),
    phoneStatus: phoneStatusSchema.parse(row.phoneStatus),
    phoneDetail: stored.phoneDetail.parse(row.phoneDetail),
    phoneCheckedAt: row.phoneCheckedAt?.toISOString() ?? null,
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
    custom: stored.custom.parse(row.custom),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** What was found out earlier stays beside the word that the newer check was interrupted. */
function emailState(row: ShownRow, now: Date): Pick<Lead, 'emailVerdict' | 'emailReasons' | 'emailCheck'> {
  const emailVerdict = stored.emailVerdict.parse(row.emailVerdict);
  const emailReasons = stored.reasons.parse(row.emailReasons ?? []);
  const emailCheck = emailCheckSchema.parse(row.emailCheck);
  const isOver = emailCheck !== 'idle' && row.emailCheckUntil !== null && row.emailCheckUntil < now;
  if (!isOver) return { emailVerdict, emailReasons, emailCheck };
  return { emailVerdict: emailVerdict ?? 'unknown', emailReasons: [...emailReasons, interrupted], emailCheck: 'idle' };
}
