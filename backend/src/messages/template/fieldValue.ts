import type { Mode } from '@tinygenesy/contract';
import type { FieldRef } from '../fields/fieldBook.ts';

/** The values of a lead for a template, by column, as in the database's JSON. */
export type TemplateLead = Readonly<Record<string, unknown>>;

/**
 * Reads a lead's value of a field as text; null for a missing value. In live mode a sandbox number counts as missing.
 */
export function fieldValue(lead: TemplateLead, field: FieldRef, mode: Mode): string | null {
  if (field.kind === 'custom') return plainText(ownValue(lead['custom'], field.name));
  if (field.name === 'phoneNumber' && mode === 'live' && lead['phoneMode'] === 'sandbox') return null;
  return plainText(ownValue(lead, field.name));
}

const ownValue = (holder: unknown, name: string): unknown =>
  typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
    ? (holder as Record<string, unknown>)[name]
    : null;

function plainText(value: unknown): string | null {
  switch (typeof value) {
    case 'string': {
      const trimmed = value.trim();
      return trimmed === '' ? null : trimmed;
    }
    case 'number':
      return Number.isFinite(value) ? String(value) : null;
    case 'boolean':
      return value ? 'yes' : 'no';
    default: {
      const texts = Array.isArray(value)
        ? value.flatMap((item) => (typeof item === 'string' ? [item.trim()] : []))
        : [];
      const joined = texts.filter((text) => text !== '').join(', ');
      return joined === '' ? null : joined;
    }
  }
}
