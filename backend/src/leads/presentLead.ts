import {
  type Lead,
  emailCheckSchema,
  emailVerdictSchema,
  modeSchema,
  phoneDetailSchema,
  phoneStatusSchema,
  reasonSchema,
} from '@tinygenesy/contract';
import { z } from 'zod';
import type { Lead as LeadRow } from '../db/generated/sqlite/client.ts';

export type { LeadRow };

const reasonsSchema = z.array(reasonSchema);
const tagsSchema = z.array(z.string());
const customSchema = z.record(z.string(), z.string().nullable());

/** A lead as it goes over the wire, written field by field: no column leaves by accident. */
export function presentLead(row: LeadRow): Lead {
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
    emailVerdict: emailVerdictSchema.nullable().parse(row.emailVerdict),
    emailReasons: reasonsSchema.parse(row.emailReasons ?? []),
    emailCheck: emailCheckSchema.parse(row.emailCheck),
    emailCheckedAt: row.emailCheckedAt?.toISOString() ?? null,
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
