import { blankLead, type LeadValues } from '../../leads/editLead.ts';
import { textColumnsOf } from '../../leads/leadColumns.ts';
import type { MergeRules } from '../writing/mergeRow.ts';
import type { RowLead } from '../types.ts';
import { hash32 } from './hashText.ts';
import { createNumberColumn, type NumberColumn } from './numberColumn.ts';

const textFields = textColumnsOf('field');
const phoneFields = ['phoneNumber', 'phoneExtension'] as const;

/** Returns a hash as text, which stands for a value: equal values have equal hashes. */
const shown = (hash: number): string | null => (hash === 0 ? null : String(hash));
const unshown = (text: string | null): number => Number(text ?? 0);

/** Keeps the values of leads as hashes, so that a million leads of ten columns take some 80 MB. */
export function createValueColumns({ mode }: MergeRules) {
  const texts = [...textFields, ...phoneFields].map((field) => ({ field, column: createNumberColumn() }));
  const years = createNumberColumn();
  const marks = createNumberColumn();
  const tagSets = createTagSets();
  const tags = createNumberColumn();
  const phones: NumberColumn[] = [];
  const custom = new Map<string, NumberColumn>();

  function keepWith(entry: number, lead: LeadValues, textOf: (text: string | null) => number): void {
    for (const { field, column } of texts) column.set(entry, textOf(lead[field]));
    marks.set(entry, Number(lead.doNotContact));
    tags.set(entry, tagSets.numberOf(lead.tags));
    lead.phones.forEach(({ number }, place) => {
      phones[place] ??= createNumberColumn();
      phones[place].set(entry, textOf(number));
    });
    for (const [name, value] of Object.entries(lead.custom)) {
      const column = custom.get(name) ?? createNumberColumn();
      custom.set(name, column);
      column.set(entry, textOf(value));
    }
  }

  return {
    keep(entry: number, lead: LeadValues): void {
      const isMadeUp = lead.phoneMode === 'sandbox' && mode === 'live';
      keepWith(entry, isMadeUp ? { ...lead, phoneNumber: null, phoneExtension: null } : lead, hash32);
      years.set(entry, lead.yearsInRole === null ? 0 : hash32(String(lead.yearsInRole)));
    },
    keepHashed(entry: number, lead: LeadValues): void {
      keepWith(entry, lead, unshown);
      years.set(entry, lead.yearsInRole ?? 0);
    },
    read(entry: number): LeadValues {
      const lead: LeadValues = { ...blankLead, tags: tagSets.read(tags.get(entry)), custom: {} };
      for (const { field, column } of texts) lead[field] = shown(column.get(entry));
      lead.yearsInRole = years.get(entry) || null;
      lead.doNotContact = marks.get(entry) === 1;
      lead.phones = phones.flatMap((column) => hashedPhone(column.get(entry)) ?? []);
      for (const [name, column] of custom) {
        const value = shown(column.get(entry));
        if (value !== null) lead.custom[name] = value;
      }
      return lead;
    },
    hashedRow(row: RowLead): RowLead {
      const alike: RowLead = { ...row, custom: {} };
      alike.phones = row.phones.flatMap(({ number }) => hashedPhone(hash32(number)) ?? []);
      for (const field of textFields) alike[field] = shown(hash32(row[field]));
      if (row.yearsInRole !== null) alike.yearsInRole = hash32(String(row.yearsInRole));
      if (row.phone) {
        const phoneNumber = shown(hash32(row.phone.phoneNumber)) ?? '';
        alike.phone = { ...row.phone, phoneNumber, phoneExtension: shown(hash32(row.phone.phoneExtension)) };
      }
      for (const [name, value] of Object.entries(row.custom)) alike.custom[name] = shown(hash32(value)) ?? '';
      return alike;
    },
  };
}

/** Returns a further number of which only the hash of the number is known; null: there is none. */
const hashedPhone = (hash: number): LeadValues['phones'][number] | null => {
  const number = shown(hash);
  if (number === null) return null;
  return { number, extension: null, type: null, source: 'import', doNotCall: null, unusual: false, at: null };
};

/** Keeps each set of tags once: leads have few different sets. */
function createTagSets(): { numberOf(tags: readonly string[]): number; read(number: number): string[] } {
  const sets: string[][] = [[]];
  const numbers = new Map<string, number>([['[]', 0]]);
  return {
    numberOf(tags) {
      const key = JSON.stringify(tags);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, sets.length);
      return sets.push([...tags]) - 1;
    },
    read: (number) => sets[number] ?? [],
  };
}
