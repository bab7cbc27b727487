import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { readLeadHistory } from '../history/leadHistory.ts';
import type { LeadDeps } from '../leadDeps.ts';
import { createLead, updateLead } from '../leadWrite.ts';
import { correctEmails, readCorrections } from './emailCorrections.ts';

const at = new Date('2026-05-03T10:00:00.000Z');

describe.each(testDatabases)('on $dialect', ({ open }) => {
  let database: TestDatabase;
  let deps: LeadDeps;
  beforeAll(async () => {
    database = await open();
    deps = { database, clock: { now: () => at }, onLeadsGone: async () => undefined };
  });
  afterAll(() => database.close());

  /** Creates leads that a job verified, with the suggestions of the verification. */
  const verifiedLeads = async (
    jobId: number,
    emails: readonly (readonly [email: string, suggestion: string | null])[],
  ) => {
    const ids: number[] = [];
    for (const [email, suggestion] of emails) {
      const { id } = await createLead(deps, { email });
      await database.prisma.lead.update({
        where: { id },
        data: { emailVerdict: 'invalid', emailSuggestion: suggestion },
      });
      await database.prisma.request.create({
        data: {
          kind: 'email_verification',
          leadId: id,
          jobId,
          state: 'invalid',
          force: false,
          round: 1,
          costMicros: 0,
          createdAt: at,
        },
      });
      ids.push(id);
    }
    return ids;
  };
  const email = async (id: number): Promise<string | null | undefined> =>
    (await database.prisma.lead.findUnique({ where: { id } }))?.email;

  test('takes the suggested emails of a job, with history, and undoes them', async () => {
    const [tom = 0, , ann = 0] = await verifiedLeads(1, [
      ['tom@gmial.com', 'tom@gmail.com'],
      ['ok@acme.example', null],
      ['ann@yaho.com', 'ann@yahoo.com'],
    ]);
    const { corrections, total } = await readCorrections(database, 1, 0);
    expect(total).toBe(2);
    expect(corrections).toEqual([
      { leadId: tom, from: 'tom@gmial.com', to: 'tom@gmail.com' },
      { leadId: ann, from: 'ann@yaho.com', to: 'ann@yahoo.com' },
    ]);
    expect((await readCorrections(database, 1, tom)).corrections).toMatchObject([{ leadId: ann }]);

    expect(await correctEmails(deps, corrections)).toEqual({ corrected: corrections, refused: [] });
    expect(await email(tom)).toBe('tom@gmail.com');
    expect(await database.prisma.lead.findUnique({ where: { id: tom } })).toMatchObject({
      emailVerdict: null,
      emailSuggestion: null,
    });
    expect((await readLeadHistory(database, tom, { limit: 10 })).changes[0]).toMatchObject({
      field: 'email',
      old: 'tom@gmial.com',
      new: 'tom@gmail.com',
    });
    expect(await readCorrections(database, 1, 0)).toEqual({ corrections: [], total: 0 });

    const reverse = corrections.map(({ leadId, from, to }) => ({ leadId, from: to, to: from }));
    expect(await correctEmails(deps, reverse)).toMatchObject({ refused: [] });
    expect([await email(tom), await email(ann)]).toEqual(['tom@gmial.com', 'ann@yaho.com']);
  });

  test('keeps an email that was changed, whose lead is gone, or whose correction another lead has', async () => {
    const [changed = 0, taken = 0, gone = 0, fine = 0] = await verifiedLeads(2, [
      ['bob@gmial.com', 'bob@gmail.com'],
      ['eve@gmial.com', 'eve@gmail.com'],
      ['ron@gmial.com', 'ron@gmail.com'],
      ['kim@gmial.com', 'kim@gmail.com'],
    ]);
    const { corrections } = await readCorrections(database, 2, 0);
    await updateLead(deps, changed, { email: 'bob@corp.example' }, null);
    await createLead(deps, { email: 'eve@gmail.com' });
    await database.prisma.lead.delete({ where: { id: gone } });
    const answer = await correctEmails(deps, corrections);
    expect(answer.corrected).toMatchObject([{ leadId: fine, to: 'kim@gmail.com' }]);
    expect(answer.refused.map(({ leadId, reason }) => [leadId, reason.code])).toEqual([
      [changed, 'email_changed'],
      [taken, 'email_taken'],
      [gone, 'lead_deleted'],
    ]);
    expect([await email(changed), await email(taken)]).toEqual(['bob@corp.example', 'eve@gmial.com']);
  });
});
