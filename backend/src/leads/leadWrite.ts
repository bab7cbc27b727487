import { isDeepStrictEqual } from 'node:util';
import { type Lead, type LeadCreate, type LeadPatch, leadPhoneSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { Prisma, type Sql } from '../db/database.ts';
import { appendEvents } from '../db/eventLog.ts';
import { AppError } from '../platform/errors.ts';
import { foldedColumns } from './foldedColumns.ts';
import { keepLeadChanges } from './leadChanges.ts';
import { editedColumns, pickColumns } from './leadColumns.ts';
import type { LeadDeps } from './leadDeps.ts';
import { blankLead, editLead, type LeadValues, readPhoneStatus } from './editLead.ts';
import { type LeadRow, presentLeads } from './presentLead.ts';
import { refuseOtherProfile } from './refuseOtherProfile.ts';
import { suppress, suppressedEmails, unsuppress } from './deletion/suppression.ts';
import { remarkLeads } from './suppression/suppressionMarks.ts';

const person = 'person';
const triesAgainstOthers = 5;

/**
 * Creates a lead from a person's input.
 * @throws AppError invalid; conflict with `leadId` if another lead has the email or the LinkedIn address
 */
export async function createLead(deps: LeadDeps, fields: LeadCreate): Promise<Lead> {
  const { email } = editLead(blankLead, fields).after;
  return orEmailConflict(deps.database, email, () =>
    deps.database.transaction(async (sql) => {
      const { after, changes } = editLead(blankLead, fields);
      const at = deps.clock.now();
      await refuseOtherProfile(sql, after.linkedinUrl, null);
      if (after.email !== null) {
        if (after.doNotContact) await suppress(sql, after.email, at);
        else if ((await suppressedEmails(sql, [after.email])).has(after.email)) {
          after.doNotContact = true;
          changes.push({ field: 'doNotContact', old: false, new: true });
        }
      }
      const row = await sql.prisma.lead.create({
        data: {
          ...newLeadColumns,
          ...writtenColumns(after),
          ...messageMarks(blankLead, after, at),
          version: 1,
          createdAt: at,
          updatedAt: at,
        },
      });
      await keepLeadChanges(
        sql,
        changes.map((change) => ({ ...change, leadId: row.id })),
        person,
        at,
      );
      await remarkLeads(sql, [row.id]);
      const lead = await shown(sql, row);
      await appendEvents(sql, [{ topic: 'leads', name: 'lead.created', data: lead }], at);
      return lead;
    }),
  );
}

/**
 * Saves a person's edit of a lead.
 * @param ifVersion the version that the person loaded; null: any version
 * @throws AppError not_found; version_mismatch with the current `lead`; invalid; conflict with `leadId`
 */
export async function updateLead(
  deps: LeadDeps,
  id: number,
  patch: LeadPatch,
  ifVersion: number | null,
): Promise<Lead> {
  const edit = await orEmailConflict(deps.database, patch.email ?? null, async () => {
    for (let attempt = 1; attempt <= triesAgainstOthers; attempt += 1) {
      const done = await deps.database.transaction((sql) => tryUpdate(deps, sql, id, patch, ifVersion));
      if (done) return done;
    }
    throw new AppError(
      'unavailable',
      'Other changes to this lead were saved at the same time. Your change was not saved. Try again.',
      {
        retryAfterSeconds: 1,
      },
    );
  });
  if (edit.isGone) await deps.onLeadsGone([id]);
  return edit.lead;
}

/** Returns the values of a lead that an edit reads. @throws AppError not_found */
export async function readLeadValues({ database }: Pick<LeadDeps, 'database'>, id: number): Promise<LeadValues> {
  const row = await database.prisma.lead.findUnique({ where: { id } });
  if (!row) throw leadNotFound(id);
  return leadValues(row);
}

/** Returns null if the lead changed between reading and writing. */
async function tryUpdate(
  deps: LeadDeps,
  sql: Sql,
  id: number,
  patch: LeadPatch,
  ifVersion: number | null,
): Promise<{ lead: Lead; isGone: boolean } | null> {
  const row = await sql.prisma.lead.findUnique({ where: { id } });
  if (!row) throw leadNotFound(id);
  if (ifVersion !== null && row.version !== ifVersion) {
    throw new AppError(
      'version_mismatch',
      'This lead changed after you loaded it. Nothing was saved. Reload it and try again.',
      {
        extra: { lead: await shown(sql, row) },
      },
    );
  }
  const before = leadValues(row);
  const { after, changes } = editLead(before, patch);
  const at = deps.clock.now();
  if (after.linkedinUrl !== before.linkedinUrl) await refuseOtherProfile(sql, after.linkedinUrl, id);
  await applySuppression(sql, before, after, patch, at);
  if (after.doNotContact !== before.doNotContact && patch.doNotContact === undefined) {
    changes.push({ field: 'doNotContact', old: before.doNotContact, new: after.doNotContact });
  }
  if (changes.length === 0) return { lead: await shown(sql, row), isGone: false };

  const written = await sql.prisma.lead.updateMany({
    where: { id, version: row.version },
    data: {
      ...changedColumns(before, after),
      ...messageMarks(before, after, at),
      version: row.version + 1,
      updatedAt: at,
    },
  });
  if (written.count === 0) return null;
  await keepLeadChanges(
    sql,
    changes.map((change) => ({ ...change, leadId: id })),
    person,
    at,
  );
  await remarkLeads(sql, [id]);
  const lead = await shown(sql, await sql.prisma.lead.findUniqueOrThrow({ where: { id } }));
  await appendEvents(sql, [{ topic: 'leads', name: 'lead.changed', data: lead }], at);
  return { lead, isGone: after.doNotContact && !before.doNotContact };
}

/**
 * Syncs `doNotContact` with the suppression list: setting it adds the email, clearing it removes the email, and a
 * listed new email sets it.
 */
async function applySuppression(
  sql: Sql,
  before: LeadValues,
  after: LeadValues,
  patch: LeadPatch,
  at: Date,
): Promise<void> {
  if (after.email === null) return;
  const isOtherEmail = after.email !== before.email;
  if (patch.doNotContact === false && before.doNotContact) {
    await unsuppress(sql, after.email);
  } else if (after.doNotContact) {
    if (isOtherEmail || !before.doNotContact) await suppress(sql, after.email, at);
  } else if (isOtherEmail) {
    after.doNotContact = (await suppressedEmails(sql, [after.email])).has(after.email);
  }
}

async function shown(sql: Sql, row: LeadRow): Promise<Lead> {
  const [lead] = await presentLeads(sql, [row]);
  if (lead === undefined) throw leadNotFound(row.id);
  return lead;
}

export const leadNotFound = (id: number): AppError => new AppError('not_found', `There is no lead ${id}.`);

/** Initial values of the columns that only lookups and verifications write. */
export const newLeadColumns = { phoneRound: 1, emailCheck: 'idle', emailReasons: [] };

/** The columns of an email that was not verified. */
const unchecked = {
  emailVerified: null,
  emailVerdict: null,
  emailReasons: [],
  emailCheck: 'idle',
  emailCheckedAt: null,
  emailDepth: null,
  emailSuggestion: null,
  emailRetryAt: null,
  emailCheckUntil: null,
};

const phonesSchema = z.array(leadPhoneSchema);
const tagsSchema = z.array(z.string());
const customSchema = z.record(z.string(), z.string().nullable());

/** Maps a stored lead to the values that an edit reads. */
export function leadValues(row: LeadRow): LeadValues {
  return {
    ...row,
    phoneStatus: readPhoneStatus(row.phoneStatus),
    phoneDetail: 'keep',
    phones: phonesSchema.parse(row.phones),
    tags: tagsSchema.parse(row.tags),
    custom: customSchema.parse(row.custom),
    emailVerdict: 'keep',
  };
}

/** The columns that an edit writes, with those that follow from them. */
function writtenColumns(lead: LeadValues) {
  return {
    ...pickColumns(lead, editedColumns),
    ...foldedColumns(lead),
    ...(lead.phoneDetail === 'keep' ? {} : { phoneDetail: lead.phoneDetail ?? Prisma.DbNull }),
    ...(lead.emailVerdict === 'clear' ? unchecked : {}),
  };
}

/** Returns only the changed columns, so that concurrent writes of a lookup to other columns stay. */
function changedColumns(before: LeadValues, after: LeadValues): Partial<ReturnType<typeof writtenColumns>> {
  const old: Record<string, unknown> = writtenColumns(before);
  return Object.fromEntries(
    Object.entries(writtenColumns(after)).filter(([name, value]) => !isDeepStrictEqual(old[name], value)),
  );
}

/** Marks a message as edited by a person; a removed message also loses its template. */
function messageMarks(before: LeadValues, after: LeadValues, at: Date) {
  if (after.message === before.message) return {};
  return after.message === null
    ? { messageOriginId: null, messageAt: null, messageEditedAt: null }
    : { messageEditedAt: at };
}

async function orEmailConflict<T>(sql: Sql, email: string | null, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (email === null || !(error instanceof Error && 'code' in error && error.code === 'P2002')) throw error;
    const other = await sql.prisma.lead.findUnique({ where: { email }, select: { id: true } });
    throw new AppError('conflict', `Another lead has the email ${email}. Nothing was saved.`, {
      errors: [{ pointer: '/email', message: 'is the email of another lead' }],
      extra: { leadId: other?.id ?? null },
    });
  }
}
