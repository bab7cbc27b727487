import type { ParsedPhone } from '../phones/phone.ts';

/** The columns of a parsed phone number. */
export interface PhoneColumns {
  phoneNumber: string;
  phoneExtension: string | null;
  phoneType: string | null;
  phoneCountry: string | null;
}

export const phoneColumns = (phone: ParsedPhone): PhoneColumns => ({
  phoneNumber: phone.e164,
  phoneExtension: phone.extension,
  phoneType: phone.type,
  phoneCountry: phone.country,
});
