import { type ImportTarget, repeatableImportFields } from '@tinygenesy/contract';

/** Returns whether several columns may be mapped to this target. */
export const mayHaveSeveral = (target: ImportTarget): boolean => repeatableImportFields.includes(target);

interface Guess {
  target: ImportTarget | null;
  because: 'name' | 'values' | 'nothing';
  isWeak: boolean;
}

/**
 * Decides on several columns for one field. Columns that name the field win over those that only look like it, and
 * certain names over names with other meanings.
 */
export function settleSeveral<G extends Guess>(guesses: G[], unknown: G): void {
  const byTarget = new Map<ImportTarget, number[]>();
  guesses.forEach(({ target }, place) => {
    if (target !== null) byTarget.set(target, [...(byTarget.get(target) ?? []), place]);
  });
  for (const places of byTarget.values()) {
    const named = places.filter((place) => guesses[place]?.because === 'name');
    const certain = named.filter((place) => guesses[place]?.isWeak === false);
    const kept = certain.length > 0 ? certain : named.length > 0 ? named : places;
    for (const place of places) if (!kept.includes(place)) guesses[place] = unknown;
  }
}
