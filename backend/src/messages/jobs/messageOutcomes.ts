/** What can come of a lead when messages are generated, in words for a person. */
export const messageOutcomes = {
  written: 'Written',
  unchanged: 'Says the same already',
  has_message: 'Have a message',
  edited: 'Have a message that was written or changed by hand',
  missing_field: 'Lack a field',
  do_not_contact: 'Marked do-not-contact',
  gone: 'Deleted meanwhile',
  error: 'Failed',
} as const;
export type MessageOutcome = keyof typeof messageOutcomes;
