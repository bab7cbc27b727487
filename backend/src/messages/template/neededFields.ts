import type { FieldRef } from '../fields/fieldBook.ts';
import type { Template } from './template.ts';

/** Fields of which a lead needs at least one, and their places in the template. */
export interface Need {
  fields: readonly FieldRef[];
  places: { at: number; length: number }[];
}

/** Lists the required fields of a template, each combination once. Optional parts and fields with a fallback are not required. */
export function neededFields({ parts }: Template): Need[] {
  const needs = new Map<string, Need>();
  let depth = 0;
  for (const part of parts) {
    if (part.kind === 'open') depth += 1;
    else if (part.kind === 'close') depth -= 1;
    else if (part.kind === 'value' && depth === 0 && part.fallback === null) {
      const fields = part.choices.map(({ field }) => field);
      const key = JSON.stringify(fields.map((field) => field.key));
      const need = needs.get(key) ?? { fields, places: [] };
      need.places.push({ at: part.at, length: part.length });
      needs.set(key, need);
    }
  }
  return [...needs.values()];
}
