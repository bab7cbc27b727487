import type { ImportIssue } from '@tinygenesy/contract';

type ProblemKind = Pick<ImportIssue, 'severity' | 'text'>;

/** What can be the matter with a row by itself: how bad it is, and the kind of problem in a person's words. */
export const problemTexts = {
  unclosed_quote: { severity: 'error', text: 'A quotation mark is opened and never closed' },
  row_too_long: { severity: 'error', text: 'The row is too long to be one' },
  unreadable: { severity: 'error', text: 'The row can’t be read' },
  empty_row: { severity: 'error', text: 'The row is empty' },
  too_many_cells: { severity: 'error', text: 'More cells than columns: probably a separator without quotation marks' },
  invalid_email: { severity: 'error', text: 'Not an e-mail address' },
  missing_email: { severity: 'error', text: 'No e-mail address' },
  no_identity: { severity: 'error', text: 'Neither an e-mail, nor a LinkedIn address, nor a name with a company' },
  unknown_country: { severity: 'warning', text: 'Not a country: left empty, the text is kept' },
  impossible_phone: { severity: 'warning', text: 'Not a possible phone number: left empty, the text is kept' },
  phone_damaged_by_spreadsheet: {
    severity: 'warning',
    text: 'Phone numbers that a spreadsheet has rounded: left empty, the text is kept',
  },
  made_up_phone: { severity: 'note', text: 'Numbers that the sandbox made up: left out' },
  invalid_linkedin: { severity: 'warning', text: 'Not a person’s LinkedIn address: left empty, the text is kept' },
  invalid_website: { severity: 'warning', text: 'Not a website: left empty, the text is kept' },
  invalid_number: { severity: 'warning', text: 'Not a number of years: left empty, the text is kept' },
  unclear_yes_no: { severity: 'warning', text: 'Neither yes nor no: taken as yes, to be safe' },
  several_values: { severity: 'warning', text: 'Several values in one cell: the first is taken, the text is kept' },
  mojibake: { severity: 'warning', text: 'Letters that were decoded wrongly: can be repaired' },
  lost_characters: { severity: 'warning', text: 'Letters that were lost before the file came here' },
  spreadsheet_error: { severity: 'warning', text: 'An error of the spreadsheet in place of a value: left empty' },
  too_long: { severity: 'warning', text: 'Longer than there is room for: cut' },
  too_many_tags: { severity: 'warning', text: 'More tags than a lead can have: the first are taken' },
  too_many_custom_fields: {
    severity: 'warning',
    text: 'More custom fields than a lead can have: the first are taken',
  },
  too_few_cells: { severity: 'note', text: 'Fewer cells than columns: the missing ones are empty' },
  name_split: { severity: 'note', text: 'A full name was split into first and last name' },
  corrected: { severity: 'note', text: 'Corrected as you said' },
  left_out: { severity: 'note', text: 'Left out by your correction' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemTexts;
