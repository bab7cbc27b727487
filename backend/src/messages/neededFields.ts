import type { FieldRef } from './fieldBook.ts';
import type { Template } from './template.ts';

/**
 * For each place of a template where a lead can leave a gap, the fields of which it must have one; each combination once.
 * What stands in `[[ ]]` is none of them, nor what has a fallback.
 */
export function neededFields({ parts }: Template): FieldRef[][] {
  const needed = new Map<string, FieldRef[]>();
  let depth = 0;
  for (const part of parts) {
    if (part.kind === 'open') depth += 1;
    else if (part.kind === 'close') depth -= 1;
    else if (part.kind === 'value' && depth === 0 && part.fallback === null) {
      const fields = part.choices.map(({ field }) => field);
      needed.set(JSON.stringify(fields.map(({ key }) => key)), fields);
    }
  }
  return [...needed.values()];
}
