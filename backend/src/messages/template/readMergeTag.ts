import type { TemplateHelper } from '@tinygenesy/contract';
import { companyOwners, everydayNames, fullNames, personOwners } from '../fields/fieldAliases.ts';
import { escapedName, type FieldBook, type FieldRef, squeezedName } from '../fields/fieldBook.ts';

/** A merge field as another program writes it, without its signs. */
export interface MergeTag {
  /** The fields that it means, one after another: two for the whole name. */
  fields: readonly FieldRef[];
  /** Whether ordinary text has its name too. */
  isEveryday: boolean;
  helper: TemplateHelper | null;
  fallback: string | null;
}

const longestTag = 120;

/**
 * Reads the inside of another program's merge field: a name in any spelling, with its owner (`contact.firstname`),
 * filters and default (`first_name | default: "there"`). Returns null if the name is no field of the leads.
 */
export function readMergeTag(inside: string, book: FieldBook): MergeTag | null {
  if (inside.length > longestTag) return null;
  const [, helper, bare = inside] = helperBefore.exec(inside.trim()) ?? [];
  const { name, rest } = splitName(bare.trim());
  const fields = fieldsOf(name, book) ?? fieldsOf(name.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 '), book);
  if (fields === null) return null;
  const filters = readFilters(rest);
  const named = helper === undefined ? undefined : helperNames[helper.toLowerCase()];
  return { fields, isEveryday: everydayNames.has(squeezedName(name)), ...filters, helper: named ?? filters.helper };
}

/** Writes a merge field in this product's syntax. */
export function writeMergeTag({ fields, helper, fallback }: MergeTag, book: FieldBook): string {
  const [last] = fields.slice(-1);
  return fields
    .map((field) => {
      const end = field === last && fallback !== null ? `|${writtenFallback(fallback, book)}` : '';
      return `{${escapedName(field.key)}${helper === null ? '' : `:${helper}`}${end}}`;
    })
    .join(' ');
}

function writtenFallback(text: string, book: FieldBook): string {
  const isPlain = !/[|{}"\\:\n]/u.test(text) && book.find(text) === null;
  return isPlain ? text : `"${text.replaceAll(/["\\]/gu, '\\$&')}"`;
}

/** `{!FirstName}` of Salesforce, `{MERGEFIELD FirstName \* MERGEFORMAT}` of Word, `=FirstName` of templates with code. */
const around = /^(?:[!=@]|mergefield\s+)\s*|\s*(?:;|\\\*\s*mergeformat)$/giu;
/** `personalization_token('contact.firstname', 'there')` of HubSpot, `lookup:'First Name'` of Klaviyo. */
const call = /^personalization_token\(\s*["']([^"']+)["']\s*(?:,\s*(["'][^"']*["'])\s*)?\)$/u;
/** `TITLE:FNAME` of Mailchimp. */
const helperBefore = /^(title|upper|lower):(.+)$/iu;
/** `=v(@FirstName)=` of Salesforce Marketing Cloud. */
const variable = /^=v\(@?([^()]+)\)=$/iu;
const lookup = /^person\s*\|\s*lookup:\s*["']([^"']+)["']/u;
/** Where the name ends: a filter, or a default without one. */
const nameEnd =
  /\|\||\||\?\?|,|:\s*default\s*=|(?<=\p{L})\s*=(?=[^=])|:(?=\s*["“])|\s+(?=["“])|\s+(?:default|fallback)\s*=|\s+or\s+(?=["'“])/iu;

function splitName(inside: string): { name: string; rest: string } {
  const [, called, calledDefault] = call.exec(inside) ?? [];
  if (called !== undefined) return { name: called, rest: calledDefault ?? '' };
  const ofVariable = variable.exec(inside)?.[1];
  if (ofVariable !== undefined) return { name: ofVariable, rest: '' };
  const looked = lookup.exec(inside);
  if (looked?.[1] !== undefined) return { name: looked[1], rest: inside.slice(looked[0].length) };
  const bare = inside.replace(around, '');
  const end = nameEnd.exec(bare);
  return end === null ? { name: bare, rest: '' } : { name: bare.slice(0, end.index), rest: bare.slice(end.index) };
}

const helperNames: Readonly<Record<string, TemplateHelper>> = {
  capitalize: 'title',
  title: 'title',
  titlecase: 'title',
  propercase: 'title',
  upcase: 'upper',
  upper: 'upper',
  uppercase: 'upper',
  downcase: 'lower',
  lower: 'lower',
  lowercase: 'lower',
};
const defaultFilter =
  /^(?:or\s+|:?\s*(?:default|fallback|default_if_none|if_?missing|if_?empty)\s*[:=(]?\s*)(.*?)\)?$/iu;

function readFilters(rest: string): Pick<MergeTag, 'helper' | 'fallback'> {
  let helper: TemplateHelper | null = null;
  let fallback: string | null = null;
  for (const filter of rest
    .split(/\|\|?|\?\?|,(?=\s*(?:default|fallback|["'“]))/u)
    .map((piece) => piece.replace(/^\s*[:=](?=\s*["“\p{L}])/u, '').trim())) {
    const known = helperNames[filter.toLowerCase()];
    if (known !== undefined) helper = known;
    else fallback ??= unquoted(defaultFilter.exec(filter)?.[1] ?? filter);
  }
  return { helper, fallback };
}

/** Returns a default without its quotes and what follows them; null for none. */
function unquoted(text: string): string | null {
  const value = (/^["'“”](.*?)["'“”]/u.exec(text)?.[1] ?? text).trim();
  return value === '' ? null : value;
}

function fieldsOf(name: string, book: FieldBook): readonly FieldRef[] | null {
  const whole = named(name, book);
  if (whole !== null) return whole;
  const parts = name
    .replace(/\[["']?|["']?\]|['’]s\s/gu, '.')
    .split(/[\s._:/>-]+/u)
    .filter((part) => part !== '');
  let owner: string | null = null;
  let rest = parts;
  while (rest.length > 1 && isOwner(rest[0])) [owner = null, ...rest] = rest;
  if (owner === null) return null;
  if (!companyOwners.has(owner.toLowerCase())) return named(rest.join(' '), book);
  const ofCompany = { name: 'companyName', website: 'companyWebsite', domain: 'companyWebsite', url: 'companyWebsite' };
  const key = squeezedName(rest.join(' '));
  const field = Object.hasOwn(ofCompany, key) ? book.find(ofCompany[key as keyof typeof ofCompany]) : null;
  return field === null ? null : [field];
}

const isOwner = (part: string | undefined): boolean =>
  part !== undefined && (personOwners.has(part.toLowerCase()) || companyOwners.has(part.toLowerCase()));

function named(name: string, book: FieldBook): readonly FieldRef[] | null {
  const field = book.resolve(name);
  if (field !== null) return [field];
  if (!fullNames.has(squeezedName(name))) return null;
  return ['firstName', 'lastName'].flatMap((key) => book.find(key) ?? []);
}
