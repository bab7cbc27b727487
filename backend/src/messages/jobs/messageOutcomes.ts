/** The outcomes of leads in a message job, with their texts. */
export const messageOutcomes = {
  written: 'Written',
  unchanged: 'Already up to date',
  has_message: 'Already have a message',
  edited: 'Have a message that a person wrote or edited',
  missing_field: 'Missing a required field',
  do_not_contact: 'Marked do-not-contact',
  suppressed: 'On the suppression list',
  gone: 'Deleted since the job started',
  error: 'Failed',
} as const;
export type MessageOutcome = keyof typeof messageOutcomes;
