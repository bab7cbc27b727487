import type { ParsedPhone } from '../../phones/phone.ts';
import type { AnsweredNumber } from './readNumbers.ts';

/**
 * Returns the number of an answer, with the answer's other numbers as further ones. Numbers with a do-not-call flag are no
 * further numbers.
 * @param numbers the chosen number first
 */
export function foundPhone([chosen, ...others]: readonly AnsweredNumber[]): ParsedPhone | null {
  if (chosen === undefined) return null;
  const callable = others.filter(({ doNotCall }) => !doNotCall);
  const { further = [], ...phone } = withType(chosen);
  const all = [...further, ...callable.flatMap(phonesOf)].filter(({ e164 }) => e164 !== phone.e164);
  return all.length === 0 ? phone : { ...phone, further: all };
}

function phonesOf(number: AnsweredNumber): ParsedPhone[] {
  const { further = [], ...phone } = withType(number);
  return [phone, ...further];
}

/** Where the numbering plan does not tell the type, the provider's word for it counts. */
const withType = ({ phone, kind }: AnsweredNumber): ParsedPhone =>
  kind !== 'other' && (phone.type === null || phone.type === 'fixed_line_or_mobile') ? { ...phone, type: kind } : phone;
