import {
  emailVerdictSchema,
  emailVerdictWords,
  type ExportMode,
  type ImportTarget,
  type LeadPhone,
  type Reason,
} from '@tinygenesy/contract';
import { phoneCell } from '../../phones/phoneCell.ts';
import { unescapeFormula } from './escapeFormula.ts';
import type { ExportedLead } from './exportedLead.ts';
import { sandboxNote } from './sandboxNote.ts';
import { tagCell } from './tagCell.ts';

export interface ExportColumn {
  /** The header in each mode. Files of earlier exports have these headers, so they must not change. */
  headers: Record<ExportMode, string>;
  /** The field that an import writes from this column; null: read-only. */
  target: ImportTarget | null;
  cell(lead: ExportedLead, mode: ExportMode): string;
}

type PlainField = {
  [Field in keyof ExportedLead]: ExportedLead[Field] extends string | null ? Field : never;
}[keyof ExportedLead];

const plain =
  (field: PlainField): ExportColumn['cell'] =>
  (lead) =>
    lead[field] ?? '';

const time =
  (field: 'createdAt' | 'updatedAt' | 'emailCheckedAt'): ExportColumn['cell'] =>
  (lead) =>
    lead[field]?.toISOString() ?? '';

const customPrefix = 'custom:';
type CustomFields = Record<string, string | null>;

function column(
  name: string,
  title: string,
  target: ImportTarget | null,
  cell: ExportColumn['cell'] = plain(name as PlainField),
): ExportColumn {
  return { headers: { raw: name, spreadsheet: title }, target, cell };
}

/** Columns that an import may write. */
const importedColumns: readonly ExportColumn[] = [
  column('firstName', 'First name', 'firstName'),
  column('lastName', 'Last name', 'lastName'),
  column('email', 'E-mail', 'email'),
  column('jobTitle', 'Job title', 'jobTitle'),
  column('companyName', 'Company', 'companyName'),
  column('companyWebsite', 'Website', 'companyWebsite'),
  column('countryCode', 'Country', 'countryCode'),
  column('phoneNumber', 'Phone', 'phoneNumber', (lead, mode) =>
    lead.phoneNumber === null ? '' : phoneCell(lead.phoneNumber, lead.phoneExtension, mode),
  ),
  column('phones', 'Further phones', 'otherPhone', ({ phones }, mode) =>
    (phones as LeadPhone[]).map(({ number, extension }) => phoneCell(number, extension, mode)).join('; '),
  ),
  column('linkedinUrl', 'LinkedIn', 'linkedinUrl'),
  column('yearsInRole', 'Years in role', 'yearsInRole', ({ yearsInRole }) =>
    yearsInRole === null ? '' : String(yearsInRole),
  ),
  column('tags', 'Tags', 'tags', ({ tags }) => tagCell(tags as string[])),
  column('doNotContact', 'Do not contact', 'doNotContact', ({ doNotContact }, mode) =>
    mode === 'raw' ? String(doNotContact) : doNotContact ? 'yes' : 'no',
  ),
];

/** Columns that no import writes: unrecognized countries, results of lookups and verifications, messages and times. */
const toldColumns: readonly ExportColumn[] = [
  column('countryRaw', 'Country as written', null),
  column('phoneStatus', 'Phone status', null, ({ phoneStatus }, mode) =>
    mode === 'raw' ? phoneStatus : phoneStatus.replaceAll('_', ' '),
  ),
  column('phoneProvider', 'Phone found by', null),
  column('phoneMode', 'Phone note', null, ({ phoneMode }, mode) =>
    mode === 'raw' ? (phoneMode ?? '') : phoneMode === 'sandbox' ? sandboxNote : '',
  ),
  column('emailVerdict', 'E-mail verdict', null, ({ emailVerdict }, mode) => {
    if (emailVerdict === null || mode === 'raw') return emailVerdict ?? '';
    return emailVerdictWords[emailVerdictSchema.parse(emailVerdict)];
  }),
  column('emailReasons', 'E-mail reasons', null, ({ emailReasons }, mode) =>
    ((emailReasons ?? []) as Reason[]).map(({ code, text }) => (mode === 'raw' ? code : text)).join('; '),
  ),
  column('emailVerified', 'E-mail verified', null, ({ emailVerified }, mode) =>
    emailVerified === null ? '' : mode === 'raw' ? String(emailVerified) : emailVerified ? 'domain only' : 'no',
  ),
  column('emailSuggestion', 'E-mail probably meant', null),
  column('emailDepth', 'E-mail checked how deep', null),
  column('emailCheckedAt', 'E-mail checked', null, time('emailCheckedAt')),
  column('message', 'Message', null),
  column('createdAt', 'Added', null, time('createdAt')),
  column('updatedAt', 'Changed', null, time('updatedAt')),
  column('id', 'TinyGenesy ID', null, ({ id }) => String(id)),
];

const fixedColumns = [...importedColumns, ...toldColumns];
const columnsByHeader: Record<ExportMode, ReadonlyMap<string, ExportColumn>> = {
  raw: new Map(fixedColumns.map((fixed) => [fixed.headers.raw, fixed])),
  spreadsheet: new Map(fixedColumns.map((fixed) => [fixed.headers.spreadsheet, fixed])),
};
const titles: ReadonlySet<string> = new Set(fixedColumns.map(({ headers }) => headers.spreadsheet.toLowerCase()));

/** Returns the columns of an export of leads with these custom fields. */
export function exportColumns(customNames: readonly string[]): ExportColumn[] {
  return [...importedColumns, ...customNames.map(customColumn), ...toldColumns];
}

/**
 * Returns the column of a custom field. The name gets a prefix if it equals a column's name or begins with the prefix.
 */
function customColumn(name: string): ExportColumn {
  const isTaken = titles.has(name.toLowerCase()) || name.startsWith(customPrefix);
  return {
    headers: { raw: customPrefix + name, spreadsheet: isTaken ? customPrefix + name : name },
    target: `custom:${name}`,
    cell: ({ custom }) => (Object.hasOwn(custom as object, name) ? (custom as CustomFields)[name] : null) ?? '',
  };
}

/**
 * Recognizes our own exports by their headers, even if a person removed or added columns; null: another file. The
 * lead's id is enough, or more than half of the columns with a read-only one among them.
 */
export function exportModeOf(headers: readonly string[]): ExportMode | null {
  const isExport = (mode: ExportMode): boolean =>
    headers.filter((header) => columnsByHeader[mode].has(header)).length * 2 > fixedColumns.length &&
    toldColumns.some((told) => headers.includes(told.headers[mode]));
  if (headers.includes('TinyGenesy ID') || isExport('spreadsheet')) return 'spreadsheet';
  return isExport('raw') ? 'raw' : null;
}

/** Returns whether the cells of a file with these headers are escaped by `escapeFormula`. */
export const isSpreadsheetExport = (headers: readonly string[]): boolean => exportModeOf(headers) === 'spreadsheet';

/** Returns the field that an import writes from a column of an export. Other columns are custom fields. */
export function exportTarget(header: string, mode: ExportMode): ImportTarget | null {
  const written = mode === 'spreadsheet' ? unescapeFormula(header) : header;
  const ours = columnsByHeader[mode].get(written);
  if (ours) return ours.target;
  return `custom:${written.startsWith(customPrefix) ? written.slice(customPrefix.length) : written}`;
}
