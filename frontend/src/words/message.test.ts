import { expect, it } from 'vitest';
import { estimateWords, originWords, usageWords, readyParts } from './message.ts';

it('says what a template is used for', () => {
  expect(usageWords({ leads: 0, jobs: 0 })).toBe('No message uses this template.');
  expect(usageWords({ leads: 1, jobs: 1 })).toBe(
    '1 lead has a message from this template. Messages and their template text are kept. 1 job is writing messages from this template and will continue.',
  );
});

it('describes the source of a message', () => {
  const origin = {
    templateId: 1,
    templateName: 'Hello',
    isChanged: false,
    template: 'Hi',
    generatedAt: '2026-05-03T10:00:00.000Z',
    editedAt: null,
    isOutdated: true,
  };
  expect(originWords(origin)).toMatch(/^Written from “Hello”, .+ · a merge field has changed since$/u);
  expect(originWords({ ...origin, isChanged: true })).toMatch(/^Written from “Hello”, changed, /u);
  expect(originWords({ ...origin, templateName: null, editedAt: '2026-05-04T10:00:00.000Z' })).toMatch(
    /^Written from a template, .+ · edited by hand, /u,
  );
  expect(originWords({ ...origin, template: null, generatedAt: null, editedAt: '2026-05-04T10:00:00.000Z' })).toMatch(
    /^Written by hand, /u,
  );
});

it('describes how many leads get a message', () => {
  expect(
    estimateWords({
      unknownFields: [],
      problems: [],
      total: 214,
      leads: 198,
      skipped: [{ reason: { code: 'missing_field', text: 'Missing a required field' }, count: 16 }],
      missing: [],
      newest: [],
      worst: [],
    }),
  ).toBe('Of 214 leads, 198 get a message. Not included: 16 missing a required field.');
});

it('the bar has the leads that are ready, then the others by reason, without empty parts', () => {
  const reason = (code: string, text: string) => ({ code, text });
  const skipped = [
    { reason: reason('do_not_contact', 'Marked do-not-contact'), count: 2 },
    { reason: reason('has_message', 'Have a message'), count: 0 },
    { reason: reason('missing_field', 'Job title is missing'), count: 14 },
  ];
  expect(readyParts({ leads: 62, skipped }).map(({ count, label }) => `${count} ${label}`)).toEqual([
    '62 ready for a message',
    '14 job title is missing',
    '2 marked do-not-contact',
  ]);
  expect(readyParts({ leads: 0, skipped: [] })).toEqual([]);
});
