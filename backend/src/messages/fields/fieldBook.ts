import { customFieldLabel, foldText, leadFieldLabels } from '@tinygenesy/contract';
import { editDistance } from '../../platform/editDistance.ts';
import { fieldAliases } from './fieldAliases.ts';
import { type LeadFieldName, leadFields } from './leadFields.ts';

/** A merge field and its name in templates. */
export type FieldRef = { readonly key: string } & (
  { readonly kind: 'lead'; readonly name: LeadFieldName } | { readonly kind: 'custom'; readonly name: string }
);

/** Distinguishes a custom field from a standard field of the same name. */
const customPrefix = 'custom:';

/** The merge fields at a time: the standard fields, and the custom fields of all leads. */
export interface FieldBook {
  /** Finds a field by its exact name. */
  find(name: string): FieldRef | null;
  /** Finds a field by its name or label in any spelling, or by a name that other programs give it. */
  resolve(name: string): FieldRef | null;
  /**
   * Suggests the field for a mistyped name; null when no name is close.
   * @param among `all`: also matches labels, and names that contain the given one
   */
  suggest(name: string, options: { among: 'names' | 'all' }): FieldRef | null;
  readonly fields: readonly { ref: FieldRef; label: string }[];
}

/** @param customNames trimmed and distinct */
export function createFieldBook(customNames: readonly string[]): FieldBook {
  const refs = new Map<string, FieldRef>();
  const fields: { ref: FieldRef; label: string }[] = [];
  for (const { name, label } of leadFields) {
    const ref: FieldRef = { kind: 'lead', name, key: name };
    refs.set(name, ref);
    fields.push({ ref, label });
  }
  for (const name of customNames) {
    const key = refs.get(name)?.kind === 'lead' ? customPrefix + name : name;
    const ref: FieldRef = { kind: 'custom', name, key };
    refs.set(key, ref);
    fields.push({ ref, label: labelOf(ref) });
  }
  for (const { ref } of [...fields]) {
    if (ref.kind === 'custom' && !refs.has(customPrefix + ref.name)) refs.set(customPrefix + ref.name, ref);
  }

  let spellings: Map<string, FieldRef> | undefined;
  function resolve(name: string): FieldRef | null {
    if (name.length > longestSuggested) return null;
    spellings ??= new Map(
      // The last entry counts: a field's own name goes before labels, and those before other names.
      [
        ...[...fieldAliases].flatMap(([alias, of]) => pair(alias, refs.get(of))),
        ...fields.flatMap(({ ref, label }) => pair(squeezedName(label), ref)),
        ...fields.toReversed().flatMap(({ ref }) => pair(squeezedName(ref.name), ref)),
      ],
    );
    return refs.get(name) ?? spellings.get(squeezedName(name)) ?? null;
  }

  let known: { folded: string; isName: boolean; ref: FieldRef }[] | undefined;
  function suggest(name: string, { among }: { among: 'names' | 'all' }): FieldRef | null {
    known ??= fields.flatMap(({ ref, label }) => [
      { folded: squeezedName(ref.name), isName: true, ref },
      { folded: squeezedName(label), isName: false, ref },
    ]);
    const given = squeezedName(name);
    if (given === '' || given.length > longestSuggested) return null;
    const candidates = among === 'all' ? known : known.filter(({ isName }) => isName);
    const most = given.length <= 3 ? 0 : given.length <= 5 ? 1 : 2;
    let best: { distance: number; ref: FieldRef } | null = null;
    for (const { folded, ref } of candidates) {
      const distance = editDistance(given, folded, most);
      if (distance <= most && distance < (best?.distance ?? Infinity)) best = { distance, ref };
    }
    const containing = among === 'all' && given.length >= 4 && candidates.find(({ folded }) => folded.includes(given));
    return best?.ref ?? (containing ? containing.ref : null);
  }

  return { find: (name) => refs.get(name) ?? null, resolve, suggest, fields };
}

const pair = (spelling: string, ref: FieldRef | undefined): [string, FieldRef][] =>
  spelling === '' || ref === undefined ? [] : [[spelling, ref]];

const longestSuggested = 100;

/** Reduces a name to its letters and digits, without case and accents. */
export const squeezedName = (name: string): string => foldText(name).replace(/[^\p{L}\p{N}]/gu, '');

/** The name of a field as people read it. */
export const labelOf = ({ kind, name }: FieldRef): string =>
  kind === 'lead' ? leadFieldLabels[name] : customFieldLabel(name);

/** Writes a field as a placeholder. Characters that would end the name are escaped. */
export const placeholderOf = ({ key }: FieldRef): string => `{${escapedName(key)}}`;

/** Escapes a field's name for use between braces. */
export const escapedName = (key: string): string => key.replace(/[\\|{}\r\n]|^"/gu, '\\$&');
