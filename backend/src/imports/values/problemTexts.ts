import type { ImportIssue } from '@tinygenesy/contract';

type ProblemKind = Pick<ImportIssue, 'severity' | 'text'>;

/** The problems that a row can have by itself: severity and the text for the user. */
export const problemTexts = {
  unclosed_quote: { severity: 'error', text: 'A quotation mark is opened and never closed' },
  row_too_long: { severity: 'error', text: 'The row is longer than 1 MB' },
  unreadable: { severity: 'error', text: 'The row can’t be read' },
  empty_row: { severity: 'error', text: 'The row is empty' },
  too_many_cells: {
    severity: 'error',
    text: 'More cells than columns: probably a separator in a value without quotation marks',
  },
  invalid_email: { severity: 'error', text: 'Not an email address' },
  missing_email: { severity: 'error', text: 'No email address' },
  no_identity: { severity: 'error', text: 'No email, no LinkedIn address, and no name with a company' },
  unknown_country: { severity: 'warning', text: 'Not a country: left empty, text kept' },
  impossible_phone: { severity: 'warning', text: 'Not a possible phone number: left empty, text kept' },
  phone_damaged_by_spreadsheet: {
    severity: 'warning',
    text: 'Phone number rounded by a spreadsheet: left empty, text kept',
  },
  uncertain_phone: { severity: 'warning', text: 'Phone number that can be read in another way' },
  do_not_call_phone: { severity: 'warning', text: 'Marked "do not call": kept as a further phone number' },
  unusual_phone: { severity: 'note', text: 'Unusual phone number: imported' },
  converted_phone: { severity: 'note', text: 'Phone number in an old form or in letters: converted' },
  other_phone_column: { severity: 'note', text: 'Phone number from another column' },
  not_persons_phone: { severity: 'note', text: 'Fax or company number: text kept' },
  made_up_phone: { severity: 'note', text: 'Sandbox number (test data): left empty' },
  invalid_linkedin: { severity: 'warning', text: 'Not a LinkedIn address of a person: left empty, text kept' },
  invalid_website: { severity: 'warning', text: 'Not a website: left empty, text kept' },
  invalid_number: { severity: 'warning', text: 'Not a number of years: left empty, text kept' },
  unclear_yes_no: { severity: 'warning', text: 'Neither yes nor no: imported as yes, to be safe' },
  several_values: { severity: 'warning', text: 'Several values in one cell: the first is imported, text kept' },
  mojibake: { severity: 'warning', text: 'Wrongly decoded letters: can be repaired' },
  lost_characters: { severity: 'warning', text: 'Letters were lost before the upload' },
  other_encoding: { severity: 'warning', text: 'Not in the encoding of the file: check the letters' },
  spreadsheet_error: { severity: 'warning', text: 'A spreadsheet error instead of a value: left empty' },
  too_long: { severity: 'warning', text: 'Too long: shortened' },
  too_many_tags: { severity: 'warning', text: 'Too many tags: the first ones are imported' },
  too_many_custom_fields: {
    severity: 'warning',
    text: 'Too many custom fields: the first ones are imported',
  },
  too_few_cells: { severity: 'note', text: 'Fewer cells than columns: missing cells are empty' },
  other_column: { severity: 'note', text: 'The first column of the field is blank: taken from another one' },
  name_split: { severity: 'note', text: 'A full name was split into first and last name' },
  titles_apart: { severity: 'note', text: 'Titles and degrees are not part of the name: text kept' },
  corrected: { severity: 'note', text: 'Corrected by you' },
  left_out: { severity: 'note', text: 'Excluded by your correction' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemTexts;
