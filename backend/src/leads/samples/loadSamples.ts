import type { Sql } from '../../db/database.ts';
import { appendEvents } from '../../db/eventLog.ts';
import { foldedColumns } from '../foldedColumns.ts';
import { sampleTag } from './isSampleLead.ts';
import { keepLeadChanges } from '../leadChanges.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { newLeadColumns } from '../leadWrite.ts';
import { formerLinkedinUrl, type SampleLead, sampleLeads } from './sampleLeads.ts';
import { suppressedEmails } from '../deletion/suppression.ts';

/** Adds the sample leads. Skips leads whose email or LinkedIn address is already there. */
export async function loadSamples(deps: LeadDeps): Promise<{ created: number; skipped: number }> {
  const samples = sampleLeads();
  return deps.database.transaction(async (sql) => {
    const at = deps.clock.now();
    const missing = await missingSamples(sql, samples);
    if (missing.length > 0) await insertSamples(sql, missing, at);
    return { created: missing.length, skipped: samples.length - missing.length };
  });
}

async function missingSamples(sql: Sql, samples: SampleLead[]): Promise<SampleLead[]> {
  const there = await sql.prisma.lead.findMany({
    where: {
      OR: [
        { email: { in: samples.flatMap(({ email }) => email ?? []) } },
        { linkedinUrl: { in: samples.flatMap(({ linkedinUrl }) => [linkedinUrl, formerLinkedinUrl(linkedinUrl)]) } },
      ],
    },
    select: { email: true, linkedinUrl: true },
  });
  const known = new Set(there.flatMap(({ email, linkedinUrl }) => [email, linkedinUrl]));
  const isThere = (text: string | null): boolean => text !== null && known.has(text);
  return samples.filter(
    ({ email, linkedinUrl }) => ![email, linkedinUrl, formerLinkedinUrl(linkedinUrl)].some(isThere),
  );
}

async function insertSamples(sql: Sql, samples: SampleLead[], at: Date): Promise<void> {
  const suppressed = await suppressedEmails(
    sql,
    samples.flatMap(({ email }) => email ?? []),
  );
  const created = await sql.prisma.lead.createManyAndReturn({
    data: samples.map((sample) => ({
      ...newLeadColumns,
      ...sample,
      ...foldedColumns(sample),
      version: 1,
      phoneStatus: 'none',
      tags: [sampleTag],
      custom: {},
      doNotContact: sample.email !== null && suppressed.has(sample.email),
      createdAt: at,
      updatedAt: at,
    })),
    select: { id: true, linkedinUrl: true },
  });
  const ids = new Map(created.map(({ id, linkedinUrl }) => [linkedinUrl, id]));
  const changes = samples.flatMap((sample) => {
    const leadId = ids.get(sample.linkedinUrl);
    if (leadId === undefined) return [];
    return Object.entries({ ...sample, tags: [sampleTag] }).flatMap(([field, value]) =>
      value === null ? [] : [{ leadId, field, old: null, new: value }],
    );
  });
  await keepLeadChanges(sql, changes, 'sample', at);
  await appendEvents(sql, [{ topic: 'leads', name: 'leads.changed', data: { jobId: null, importId: null } }], at);
}
