import { describe, expect, test } from 'vitest';
import { blankLead, type LeadValues } from '../../leads/editLead.ts';
import { type KeptChange, restoredLead } from './restoredLead.ts';

const now = (lead: Partial<LeadValues>): LeadValues => ({ ...blankLead, email: 'a@b.example', ...lead });
const changed = (field: KeptChange['field'], old: unknown, value: unknown): KeptChange => ({ field, old, new: value });

describe('a lead without what an import changed', () => {
  test('has the value before the first of several changes if the last value is unchanged', () => {
    const { after, changes, keptFields } = restoredLead(now({ firstName: 'C' }), [
      changed('firstName', 'A', 'B'),
      changed('firstName', 'B', 'C'),
    ]);
    expect(after.firstName).toBe('A');
    expect(changes).toEqual([{ field: 'firstName', old: 'C', new: 'A' }]);
    expect(keptFields).toEqual([]);
  });

  test('keeps values that were changed since, and reports them', () => {
    const { after, changes, keptFields } = restoredLead(now({ jobTitle: 'CEO' }), [changed('jobTitle', null, 'CTO')]);
    expect({ jobTitle: after.jobTitle, changes, keptFields }).toEqual({
      jobTitle: 'CEO',
      changes: [],
      keptFields: ['jobTitle'],
    });
  });

  test('loses only the tags and custom fields of the import', () => {
    const { after, keptFields } = restoredLead(
      now({ tags: ['vip', 'fair', 'mine'], custom: { Shoe: '43', Hat: 'L', Own: 'x', Size: 'new' } }),
      [changed('tags', ['vip'], ['vip', 'fair']), changed('custom', { Hat: 'M' }, { Hat: 'L', Shoe: '43', Size: 'S' })],
    );
    expect(after.tags).toEqual(['vip', 'mine']);
    expect(after.custom).toEqual({ Hat: 'M', Own: 'x', Size: 'new' });
    expect(keptFields).toEqual(['Size']);
  });

  test('has no number again, or the earlier number with its metadata', () => {
    const imported = {
      phoneNumber: '+34612345678',
      phoneProvider: 'import',
      phoneStatus: 'found',
      phoneType: 'mobile',
    } as const;
    const without = restoredLead(now(imported), [changed('phoneNumber', null, '+34612345678')]);
    expect(without.after).toMatchObject({
      phoneNumber: null,
      phoneProvider: null,
      phoneType: null,
      phoneStatus: 'none',
    });

    const checkedAt = new Date('2026-05-03T10:00:00.000Z');
    const before = restoredLead(now(imported), [
      changed('phoneNumber', '+34699999999', '+34612345678'),
      changed('phoneProvider', 'orion', 'import'),
      changed('phoneMode', 'live', null),
      changed('phoneCheckedAt', checkedAt.toISOString(), null),
    ]);
    expect(before.after).toMatchObject({
      phoneNumber: '+34699999999',
      phoneProvider: 'orion',
      phoneMode: 'live',
      phoneCheckedAt: checkedAt,
      phoneStatus: 'found',
    });
  });

  test('can be looked up again if the undo removes an input of its lookup', () => {
    const { after } = restoredLead(now({ firstName: 'B', phoneStatus: 'no_data' }), [changed('firstName', 'A', 'B')]);
    expect(after.phoneStatus).toBe('none');
  });
});
