import type { LeadVariable, ProviderDefinition, Reason, TemplateJson } from '@tinygenesy/contract';

/** The lead's values by name. An absent one is unknown. */
export type LeadValues = Partial<Record<LeadVariable, string>>;

/** A request, ready to be sent. Contains the secrets of `auth`: never log or store it. */
export interface DeclaredRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
}

export type BuiltRequest =
  | {
      ok: true;
      request: DeclaredRequest;
      /** The lead's fields that are sent, by name: the identity of the question. */
      input: LeadValues;
    }
  | { ok: false; missing: readonly string[]; reason: Reason };

export interface RequestParts {
  lead: LeadValues;
  settings: Readonly<Record<string, string>>;
  secrets: Readonly<Record<string, string>>;
  /** The access token of a definition that asks for one. */
  accessToken?: string | null;
  /** A random reference of this call. */
  ref: string;
}

/**
 * Builds the request of a call. An empty template removes its key, and a list or an object that is left empty goes too.
 * A text in the path is percent-encoded. `missing` when the lead has none of the alternatives that the definition needs.
 */
export function buildRequest(
  definition: ProviderDefinition,
  { lead, settings, secrets, accessToken = null, ref }: RequestParts,
): BuiltRequest {
  const alternative = definition.needs.find((fields) => fields.every((field) => lead[field]));
  if (alternative === undefined) return missing(definition);
  const sendable = definition.send === 'best' ? pick(lead, alternative) : lead;
  const used = new Set<string>();
  const values = (name: string): string => {
    const value = valueOf(sendable, name);
    if (value !== '') used.add(name);
    return value || (settings[name] ?? '') || (name === 'ref' ? ref : '');
  };
  const { ask, hosts } = definition;
  const path = fillPath(ask.path, values);
  if (path === null) return missing(definition);
  const url = new URL(`https://${hosts[0] ?? ''}${path}`);
  for (const [key, value] of entriesOf(fill(ask.query, values))) url.searchParams.set(key, value);
  const headers: Record<string, string> = { accept: 'application/json' };
  for (const [key, value] of entriesOf(fill(ask.headers, values))) headers[key.toLowerCase()] = value;
  const body = bodyOf(ask, values, headers);
  // Before `auth`, which uses no fields of the lead.
  const input = pick(lead, [...used]);
  authorize(definition, { settings, secrets, accessToken }, url, headers);
  return { ok: true, request: { method: ask.method, url: url.href, headers, body }, input };
}

/** Builds the request for the credits left; null when the definition has none, or a setting of its path is blank. */
export function buildBalanceRequest(
  definition: ProviderDefinition,
  { settings, secrets, accessToken = null }: Pick<RequestParts, 'settings' | 'secrets' | 'accessToken'>,
): DeclaredRequest | null {
  const { balance, hosts } = definition;
  const values = (name: string): string => settings[name] ?? '';
  const path = balance === undefined ? null : fillPath(balance.path, values);
  if (balance === undefined || path === null) return null;
  const url = new URL(`https://${hosts[0] ?? ''}${path}`);
  for (const [key, value] of entriesOf(fill(balance.query, values))) url.searchParams.set(key, value);
  const headers: Record<string, string> = { accept: 'application/json' };
  for (const [key, value] of entriesOf(fill(balance.headers, values))) headers[key.toLowerCase()] = value;
  authorize(definition, { settings, secrets, accessToken }, url, headers);
  return { method: balance.method, url: url.href, headers, body: null };
}

function missing(definition: ProviderDefinition): BuiltRequest {
  const alternatives = alternativesInWords(definition);
  const text = `Needs ${alternatives.join(', or ')}`;
  return { ok: false, missing: alternatives, reason: { code: 'missing_input', text } };
}

/** Returns the alternatives that a definition needs, in words: "a name and a company". */
export function alternativesInWords({ needs }: Pick<ProviderDefinition, 'needs'>): string[] {
  return [...new Set(needs.map((fields) => fields.map((field) => labels[field]).join(' and ')))];
}

const labels: Readonly<Record<LeadVariable, string>> = {
  firstName: 'a first name',
  lastName: 'a last name',
  fullName: 'a name',
  email: 'an email',
  jobTitle: 'a job title',
  companyName: 'a company',
  companyDomain: 'a company website or a business email',
  companyWebsite: 'a company website',
  countryCode: 'a country',
  linkedinUrl: 'a LinkedIn address',
  linkedinSlug: 'a LinkedIn address',
};

const isLeadVariable = (name: string): name is LeadVariable => Object.hasOwn(labels, name);
const valueOf = (lead: LeadValues, name: string): string => (isLeadVariable(name) ? (lead[name] ?? '') : '');

function pick(lead: LeadValues, names: readonly string[]): LeadValues {
  return Object.fromEntries(names.filter(isLeadVariable).flatMap((name) => (lead[name] ? [[name, lead[name]]] : [])));
}

type Values = (name: string) => string;

const template = /\{\{([^{}]*)\}\}/gu;

/** Returns the first value of `a | b` that is there; '' without one. */
function resolve(names: string, values: Values): string {
  for (const name of names.split('|')) {
    const value = values(name.trim());
    if (value !== '') return value;
  }
  return '';
}

/** Fills the templates of a JSON value; undefined when nothing is left of it. */
function fill(value: TemplateJson, values: Values): TemplateJson | undefined {
  if (typeof value === 'string') {
    const [only] = [...value.matchAll(template)];
    return only === undefined ? value : resolve(only[1] ?? '', values) || undefined;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) {
    const filled = value.flatMap((entry) => fill(entry, values) ?? []);
    return filled.length > 0 ? filled : undefined;
  }
  const filled = Object.entries(value).flatMap(([key, entry]) => {
    const child = fill(entry, values);
    return child === undefined ? [] : [[key, child] as const];
  });
  return filled.length > 0 ? Object.fromEntries(filled) : undefined;
}

const isList = (value: TemplateJson): value is readonly TemplateJson[] => Array.isArray(value);

/** Returns filled query parameters, headers or form fields as texts. */
function entriesOf(filled: TemplateJson | undefined): [string, string][] {
  return Object.entries(filled ?? {}).map(([key, value]) => [key, String(value)]);
}

/** Fills a path; null when a value is missing or would change the path's shape ("." and ".." do, even encoded). */
export function fillPath(path: string, values: Values): string | null {
  let isWhole = true;
  const filled = path.replaceAll(template, (_, names: string) => {
    const value = resolve(names, values);
    if (value === '' || value === '.' || value === '..') isWhole = false;
    return encodeURIComponent(value);
  });
  return isWhole ? filled : null;
}

function bodyOf(
  { body, form }: ProviderDefinition['ask'],
  values: Values,
  headers: Record<string, string>,
): string | null {
  if (form !== undefined) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
    return new URLSearchParams(entriesOf(fill(form, values))).toString();
  }
  if (body === undefined) return null;
  headers['content-type'] = 'application/json';
  return JSON.stringify(fill(body, values) ?? {});
}

/** Fills the templates of a text; an absent value is blank. */
export const fillText = (text: string, values: Values): string =>
  text.replaceAll(template, (_, names: string) => resolve(names, values));

function authorize(
  { auth }: ProviderDefinition,
  { settings, secrets, accessToken }: Pick<RequestParts, 'settings' | 'secrets' | 'accessToken'>,
  url: URL,
  headers: Record<string, string>,
): void {
  const filled = (text: string): string => fillText(text, (name) => secrets[name] ?? settings[name] ?? '');
  if ('basic' in auth) {
    const [user, password] = auth.basic;
    headers['authorization'] = `Basic ${Buffer.from(`${filled(user)}:${filled(password)}`).toString('base64')}`;
  } else if ('oauth2' in auth) headers['authorization'] = `Bearer ${accessToken ?? ''}`;
  else {
    for (const one of [auth].flat()) {
      if ('query' in one) url.searchParams.set(one.query, filled(one.value));
      else headers[one.header.toLowerCase()] = filled(one.value);
    }
  }
}
