import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { blankPhone, clearOutdatedResult, type LeadValues } from '../../leads/editLead.ts';
import { columnsBesideNumber } from '../../leads/leadColumns.ts';
import type { LeadChangeRow } from '../../leads/leadChanges.ts';

/** A stored change by an import. */
export type KeptChange = Pick<LeadChangeRow, 'field' | 'old' | 'new'>;

interface RestoredLead {
  after: LeadValues;
  changes: KeptChange[];
  /** Fields that were changed after the import. They stay. */
  keptFields: string[];
}

const beside: ReadonlySet<string> = new Set(columnsBesideNumber);
const tagsSchema = z.array(z.string()).catch([]);
const customSchema = z.record(z.string(), z.string().nullable()).catch({});

/**
 * Returns a lead with the values from before an import, except values that were changed after it. Restores each tag and
 * custom field separately, and a phone number together with its metadata.
 * @param changes the changes by the import, oldest first
 */
export function restoredLead(before: LeadValues, changes: readonly KeptChange[]): RestoredLead {
  const after: LeadValues = { ...before, phoneDetail: 'keep', emailVerdict: 'keep' };
  const keptFields: string[] = [];
  for (const { field, old, new: written } of firstToLast(changes)) {
    if (beside.has(field)) continue;
    if (field === 'tags') {
      const added = tagsSchema.parse(written).filter((tag) => !tagsSchema.parse(old).includes(tag));
      after.tags = before.tags.filter((tag) => !added.includes(tag));
    } else if (field === 'custom') {
      const { custom, kept } = restoredCustom(before.custom, customSchema.parse(old), customSchema.parse(written));
      after.custom = custom;
      keptFields.push(...kept);
    } else if (!isDeepStrictEqual(before[field as keyof LeadValues] ?? null, written ?? null)) {
      keptFields.push(field);
    } else if (field === 'phoneNumber') {
      restorePhone(after, typeof old === 'string' ? old : null, changes);
    } else {
      Object.assign(after, { [field]: old ?? null });
    }
  }
  clearOutdatedResult(before, after);
  const fields = [...new Set(changes.map(({ field }) => field))] as (keyof LeadValues)[];
  return {
    after,
    changes: fields.flatMap((field) =>
      isDeepStrictEqual(before[field], after[field]) ? [] : { field, old: before[field], new: after[field] },
    ),
    keptFields,
  };
}

/** Combines the changes of each field by several rows: the first old value and the last new value. */
function firstToLast(changes: readonly KeptChange[]): KeptChange[] {
  const byField = new Map<string, KeptChange>();
  for (const change of changes) {
    byField.set(change.field, { ...change, old: (byField.get(change.field) ?? change).old });
  }
  return [...byField.values()];
}

function restoredCustom(
  current: LeadValues['custom'],
  old: LeadValues['custom'],
  written: LeadValues['custom'],
): { custom: LeadValues['custom']; kept: string[] } {
  const custom = { ...current };
  const kept: string[] = [];
  for (const [name, value] of Object.entries(written)) {
    if (value === old[name]) continue;
    if (custom[name] !== value) kept.push(name);
    else if (old[name] === undefined) delete custom[name];
    else custom[name] = old[name];
  }
  return { custom, kept };
}

function restorePhone(after: LeadValues, old: string | null, changes: readonly KeptChange[]): void {
  after.phoneDetail = null;
  if (old === null) {
    Object.assign(after, blankPhone);
    return;
  }
  after.phoneNumber = old;
  for (const column of columnsBesideNumber) {
    const kept = changes.find(({ field }) => field === column);
    if (kept === undefined) continue;
    const value = column === 'phoneCheckedAt' && typeof kept.old === 'string' ? new Date(kept.old) : kept.old;
    Object.assign(after, { [column]: value ?? null });
  }
}
