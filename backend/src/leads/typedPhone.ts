import type { FieldProblem } from '../platform/errors.ts';
import { parsePhone } from '../phones/phone.ts';

export interface TypedPhone {
  phoneNumber: string;
  phoneExtension: string | null;
  phoneType: string | null;
  phoneCountry: string | null;
}

/**
 * A number as a person typed it, as it is stored; or what is wrong with it.
 * @param countryCode the lead's country: how a number without a country code is read
 */
export function typedPhone(typed: string, countryCode: string | null): TypedPhone | FieldProblem {
  const parsed = parsePhone(typed, { defaultCountry: countryCode });
  return parsed.kind === 'phone'
    ? {
        phoneNumber: parsed.e164,
        phoneExtension: parsed.extension,
        phoneType: parsed.type,
        phoneCountry: parsed.country,
      }
    : {
        pointer: '/phoneNumber',
        message: 'is not a possible phone number; write it with its country code, such as +34 612 345 678',
      };
}
