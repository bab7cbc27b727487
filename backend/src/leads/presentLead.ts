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
import { withLentStates } from './lentStates.ts';

export type { LeadRow };

const reasonsSchema = z.array(reasonSchema);
const tagsSchema = z.array(z.string());
const customSchema = z.record(z.string(), z.string().nullable());

const interrupted: Reason = { code: 'interrupted', text: 'The check was interrupted' };

/** Leads as they go over the wire, with what unfinished jobs lend them, in the order of the rows. */
export async function presentLeads(sql: Sql, rows: readonly LeadRow[]): Promise<Lead[]> {
  const now = new Date();
  return (await withLentStates(sql, rows)).map((row) => presentLead(row, now));
}

/**
 * Written field by field: no column leaves by accident.
 * @param now an e-mail check that should have ended by then was interrupted, and reads so
 */
function presentLead(row: LeadRow, now: Date): Lead {
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
    phoneMode: modeSchema.nullable().parse(row.phoneMode),
    phoneStatus: phoneStatusSchema.parse(row.phoneStatus),
    phoneDetail: phoneDetailSchema.nullable().parse(row.phoneDetail),
    phoneCheckedAt: row.phoneCheckedAt?.toISOString() ?? null,
    emailVerified: row.emailVerified,
    ...emailState(row, now),
    emailCheckedAt: row.emailCheckedAt?.toISOString() ?? null,
    emailDepth: emailDepthSchema.nullable().parse(row.emailDepth),
    emailSuggestion: row.emailSuggestion,
    emailRetryAt: row.emailRetryAt?.toISOString() ?? null,
    linkedinUrl: row.linkedinUrl,
    yearsInRole: row.yearsInRole,
    message: row.message,
    tags: tagsSchema.parse(row.tags),
    doNotContact: row.doNotContact,
    custom: customSchema.parse(row.custom),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** What was found out earlier stays beside the word that the newer check was interrupted. */
function emailState(row: LeadRow, now: Date): Pick<Lead, 'emailVerdict' | 'emailReasons' | 'emailCheck'> {
  const emailVerdict = emailVerdictSchema.nullable().parse(row.emailVerdict);
  const emailReasons = reasonsSchema.parse(row.emailReasons ?? []);
  const emailCheck = emailCheckSchema.parse(row.emailCheck);
  const isOver = emailCheck !== 'idle' && row.emailCheckUntil !== null && row.emailCheckUntil < now;
  if (!isOver) return { emailVerdict, emailReasons, emailCheck };
  return { emailVerdict: emailVerdict ?? 'unknown', emailReasons: [...emailReasons, interrupted], emailCheck: 'idle' };
}
