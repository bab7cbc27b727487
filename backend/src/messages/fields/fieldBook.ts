import { foldText } from '../../leads/foldText.ts';
import { editDistance } from '../../platform/editDistance.ts';

/** The fields of a lead that a template may name, with what people call them. `message` itself is not among them. */
export const leadFields = [
  { name: 'firstName', label: 'First name' },
  { name: 'lastName', label: 'Last name' },
  { name: 'email', label: 'E-mail' },
  { name: 'jobTitle', label: 'Job title' },
  { name: 'companyName', label: 'Company' },
  { name: 'companyWebsite', label: 'Website' },
  { name: 'countryCode', label: 'Country' },
  { name: 'phoneNumber', label: 'Phone' },
  { name: 'linkedinUrl', label: 'LinkedIn' },
  { name: 'yearsInRole', label: 'Years in role' },
  { name: 'tags', label: 'Tags' },
  { name: 'emailVerified', label: 'E-mail verified' },
  { name: 'doNotContact', label: 'Do not contact' },
  { name: 'id', label: 'TinyGenesy ID' },
] as const;
export type LeadFieldName = (typeof leadFields)[number]['name'];

/** A field that a template names, and the name it goes by there. */
export type FieldRef = { readonly key: string } & (
  { readonly kind: 'lead'; readonly name: LeadFieldName } | { readonly kind: 'custom'; readonly name: string }
);

/** Tells a custom field from a lead's own field of the same name. */
const customPrefix = 'custom:';

/** The fields that templates may name at a time: those of every lead, and the custom ones that some lead has. */
export interface FieldBook {
  /** By its exact name. */
  find(name: string): FieldRef | null;
  /**
   * What was probably meant by a name that is none; null when nothing comes near.
   * @param among `all`: also what people call the fields, and names of which this is a part
   */
  suggest(name: string, options: { among: 'names' | 'all' }): FieldRef | null;
  readonly fields: readonly { ref: FieldRef; label: string }[];
}

/** @param customNames of which two never differ only by what is trimmed */
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
    fields.push({ ref, label: name });
  }
  for (const { ref } of [...fields]) {
    if (ref.kind === 'custom' && !refs.has(customPrefix + ref.name)) refs.set(customPrefix + ref.name, ref);
  }

  let known: { folded: string; isName: boolean; ref: FieldRef }[] | undefined;
  function suggest(name: string, { among }: { among: 'names' | 'all' }): FieldRef | null {
    known ??= fields.flatMap(({ ref, label }) => [
      { folded: squeezed(ref.name), isName: true, ref },
      { folded: squeezed(label), isName: false, ref },
    ]);
    const wanted = squeezed(name);
    if (wanted === '' || wanted.length > longestSuggested) return null;
    const candidates = among === 'all' ? known : known.filter(({ isName }) => isName);
    const most = wanted.length <= 3 ? 0 : wanted.length <= 5 ? 1 : 2;
    let best: { distance: number; ref: FieldRef } | null = null;
    for (const { folded, ref } of candidates) {
      const distance = editDistance(wanted, folded, most);
      if (distance <= most && distance < (best?.distance ?? Infinity)) best = { distance, ref };
    }
    const holdsIt = among === 'all' && wanted.length >= 4 && candidates.find(({ folded }) => folded.includes(wanted));
    return best?.ref ?? (holdsIt ? holdsIt.ref : null);
  }

  return { find: (name) => refs.get(name) ?? null, suggest, fields };
}

const longestSuggested = 100;

/** Case, accents, spaces and signs don't make a name another one for a person. */
const squeezed = (name: string): string => foldText(name).replace(/[^\p{L}\p{N}]/gu, '');

/** A field as it is written in a template: what would end its name there gets a backslash. */
export const placeholderOf = ({ key }: FieldRef): string => `{${escapedName(key)}}`;

/** The name alone, as it is written between the braces. */
export const escapedName = (key: string): string => key.replace(/[\\|{}\r\n]|^"/gu, '\\$&');
