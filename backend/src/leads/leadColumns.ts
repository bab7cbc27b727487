import type { DeletedLead, Lead as LeadRow } from '../db/generated/sqlite/client.ts';

type ColumnType = 'text' | 'number' | 'boolean' | 'json' | 'time';
type TypeOf<Value> = [Value] extends [string]
  ? 'text'
  : [Value] extends [number]
    ? 'number'
    : [Value] extends [boolean]
      ? 'boolean'
      : [Value] extends [Date]
        ? 'time'
        : 'json';

/**
 * - `field`: entered by people or imported from files
 * - `number`, `besideNumber`: the phone number, and the columns that are replaced together with it
 * - `message`: written by people and templates
 * - `result`: written only by lookups, email verifications and templates
 * - `search`: derived from the fields, for sorts and search; never shown
 * - `row`: identity, version and times
 */
type Group = 'field' | 'number' | 'besideNumber' | 'message' | 'result' | 'search' | 'row';

/** Every column of a lead with its type and its group. A column that is not listed is a type error. */
export const leadColumns = {
  id: ['number', 'row'],
  version: ['number', 'row'],
  firstName: ['text', 'field'],
  lastName: ['text', 'field'],
  email: ['text', 'field'],
  jobTitle: ['text', 'field'],
  companyName: ['text', 'field'],
  companyWebsite: ['text', 'field'],
  countryCode: ['text', 'field'],
  countryRaw: ['text', 'field'],
  phoneNumber: ['text', 'number'],
  phoneExtension: ['text', 'besideNumber'],
  phoneType: ['text', 'besideNumber'],
  phoneCountry: ['text', 'besideNumber'],
  phoneProvider: ['text', 'besideNumber'],
  phoneMode: ['text', 'besideNumber'],
  phoneStatus: ['text', 'besideNumber'],
  phoneDetail: ['json', 'result'],
  phoneCheckedAt: ['time', 'besideNumber'],
  phoneRound: ['number', 'result'],
  phones: ['json', 'field'],
  emailVerified: ['boolean', 'result'],
  emailVerdict: ['text', 'result'],
  emailReasons: ['json', 'result'],
  emailCheck: ['text', 'result'],
  emailCheckedAt: ['time', 'result'],
  emailDepth: ['text', 'result'],
  emailSuggestion: ['text', 'result'],
  emailRetryAt: ['time', 'result'],
  emailCheckUntil: ['time', 'result'],
  linkedinUrl: ['text', 'field'],
  yearsInRole: ['number', 'field'],
  message: ['text', 'message'],
  messageOriginId: ['number', 'result'],
  messageAt: ['time', 'result'],
  messageEditedAt: ['time', 'result'],
  tags: ['json', 'field'],
  doNotContact: ['boolean', 'field'],
  custom: ['json', 'field'],
  createdAt: ['time', 'row'],
  updatedAt: ['time', 'row'],
  sortName: ['text', 'search'],
  sortEmail: ['text', 'search'],
  sortCompany: ['text', 'search'],
  searchText: ['text', 'search'],
} as const satisfies { [Column in keyof LeadRow]: readonly [type: TypeOf<NonNullable<LeadRow[Column]>>, group: Group] };

type Columns = typeof leadColumns;
export const columnNames = Object.keys(leadColumns) as (keyof Columns)[];

/** All columns but the id, which a deletion keeps. A column that `DeletedLead` lacks is a type error. */
export const keptColumns: readonly (keyof DeletedLead & keyof Columns)[] = columnNames.filter((name) => name !== 'id');

export type ColumnOf<Of extends Group> = {
  [Column in keyof Columns]: Columns[Column][1] extends Of ? Column : never;
}[keyof Columns];

/** Returns the columns of these groups, in the order of the model. */
export const columnsOf = <Of extends Group>(...groups: Of[]): ColumnOf<Of>[] =>
  columnNames.filter((column): column is ColumnOf<Of> => (groups as Group[]).includes(leadColumns[column][1]));

type TextColumn = { [Column in keyof Columns]: Columns[Column][0] extends 'text' ? Column : never }[keyof Columns];

/** Returns the text columns of these groups. */
export const textColumnsOf = <Of extends Group>(...groups: Of[]): (ColumnOf<Of> & TextColumn)[] =>
  columnsOf(...groups).filter((column): column is ColumnOf<Of> & TextColumn => columnType(column) === 'text');

export const columnType = (column: keyof Columns): ColumnType => leadColumns[column][0];

/** Returns these columns of a row, without the others. */
export const pickColumns = <Column extends PropertyKey, Row extends Record<Column, unknown>>(
  row: Row,
  columns: readonly Column[],
): Pick<Row, Column> => Object.fromEntries(columns.map((column) => [column, row[column]])) as Pick<Row, Column>;

/** The columns that the API returns. */
export const shownColumns = columnsOf('field', 'number', 'besideNumber', 'message', 'result', 'row');
export type ShownRow = Pick<LeadRow, (typeof shownColumns)[number]>;

export const fieldColumns = columnsOf('field');
/** The columns that are saved and restored together with a number. */
export const columnsBesideNumber = columnsOf('besideNumber');
/** The columns that a person's edit may change, directly or by a rule. */
export const editedColumns = columnsOf('field', 'number', 'besideNumber', 'message');
export type EditedColumn = (typeof editedColumns)[number];
