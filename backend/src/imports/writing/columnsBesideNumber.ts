/** What goes with a lead's number: an import that overwrites the number keeps these too, and its undo brings them back. */
export const columnsBesideNumber = [
  'phoneExtension',
  'phoneType',
  'phoneCountry',
  'phoneProvider',
  'phoneMode',
  'phoneStatus',
  'phoneCheckedAt',
] as const;
