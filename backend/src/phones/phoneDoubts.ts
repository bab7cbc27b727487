/**
 * What is said about a number that was read:
 * - `not_in_plan`: possible, but not a number of its country's plan
 * - `two_readings`: with and without the country code, it is another valid number
 * - `no_plus`: read as international, although neither `+` nor `00` is written
 * - `range`: a range or a direct extension at the end, which is no part of the number
 * - `lost_zero`: the leading zero is missing
 * - `old_form`: converted from a form that the country gave up
 * - `vanity`: keypad letters were converted
 */
export type PhoneDoubt = 'not_in_plan' | 'two_readings' | 'no_plus' | 'range' | 'lost_zero' | 'old_form' | 'vanity';

/** The doubts because of which the number itself may be wrong. Converted numbers are right. */
const isDoubtful: Record<PhoneDoubt, boolean> = {
  not_in_plan: true,
  two_readings: true,
  no_plus: true,
  range: true,
  lost_zero: true,
  old_form: false,
  vanity: false,
};

/** Texts for people, each a sentence. */
export const doubtTexts: Record<PhoneDoubt, string> = {
  not_in_plan: 'Possible, but not a number of its country’s numbering plan.',
  two_readings: 'The text can be read with and without a country code, which gives two numbers.',
  no_plus: 'Read as an international number, although the + is missing.',
  range: 'The end of the text may be a range or an extension. It was not added to the number.',
  lost_zero: 'The leading zero is missing, probably lost in a spreadsheet.',
  old_form: 'Converted from an old national form.',
  vanity: 'Keypad letters were converted to digits.',
};

export const isUnusual = (doubts: readonly PhoneDoubt[]): boolean => doubts.some((doubt) => isDoubtful[doubt]);
