import type { DefinitionExample, LeadVariable, ProviderDefinition } from '@tinygenesy/contract';
import { type Document, isSeq, parseDocument, stringify } from 'yaml';
import type { DeclaredReading, RawAnswer } from './classifyAnswer.ts';
import { parseLossless } from './parseLossless.ts';

/** The lead of an example is invented: only its country decides how an answer is read. */
const exampleLead: Readonly<Record<LeadVariable, string>> = {
  firstName: 'Ana',
  lastName: 'Example',
  fullName: 'Ana Example',
  email: 'a@example.com',
  jobTitle: 'CTO',
  companyName: 'Example',
  companyDomain: 'example.com',
  companyWebsite: 'https://example.com',
  countryCode: 'US',
  linkedinUrl: 'https://www.linkedin.com/in/example',
  linkedinSlug: 'example',
};

/**
 * Adds an answer with its outcome to the examples of a definition. The rest of a YAML text stays as it is written.
 * @param text the definition, readable YAML or JSON
 * @returns the definition's text with the example
 */
export function withExample(
  text: string,
  definition: ProviderDefinition,
  raw: RawAnswer,
  reading: DeclaredReading,
  countryCode: string | null,
): string {
  const example = exampleOf(definition, raw, reading, countryCode);
  const document = parseDocument(text);
  return insertedText(text, document, example) ?? rewritten(text, document, example);
}

function exampleOf(
  definition: ProviderDefinition,
  raw: RawAnswer,
  { outcome, numbers: [chosen], credits }: DeclaredReading,
  countryCode: string | null,
): DefinitionExample {
  const json = parseLossless(raw.body);
  const fields = definition.needs[0] ?? [];
  return {
    name: freeName(`${outcome.replaceAll('_', ' ')}, pasted`, definition),
    lead: {
      ...Object.fromEntries(fields.map((field) => [field, exampleLead[field]])),
      ...(countryCode !== null && { countryCode }),
    },
    got: [{ status: raw.status, ...headersOf(definition, raw), body: typeof json === 'object' ? json : raw.body }],
    want: {
      outcome,
      ...(outcome === 'found' && chosen !== undefined && { phone: chosen.phone.e164, type: chosen.kind }),
      credits,
    },
  };
}

function freeName(name: string, { examples }: Pick<ProviderDefinition, 'examples'>): string {
  const taken = new Set(examples.map((example) => example.name));
  let number = 1;
  const tried = (): string => (number === 1 ? name : `${name} ${number}`);
  while (taken.has(tried())) number += 1;
  return tried();
}

/** Only the headers that the definition reads: others may identify a session. */
function headersOf({ rules, price, wait }: ProviderDefinition, { headers }: RawAnswer) {
  const named = [...rules, ...price.cases].flatMap((part) => [
    part.header,
    'creditsHeader' in part ? part.creditsHeader : undefined,
  ]);
  const read = new Set([...named, wait.header].map((name) => name?.toLowerCase()));
  const kept = Object.entries(headers).filter(([name]) => read.has(name));
  return { headers: Object.fromEntries(kept) };
}

/** Writes the example behind the last one of a block list, or a new list at the end; null for another form. */
function insertedText(text: string, document: Document.Parsed, example: DefinitionExample): string | null {
  if (/^\s*\{/u.test(text)) return null;
  const written = (indent: string): string =>
    stringify([example], { lineWidth: 0 }).trimEnd().replaceAll(/^/gmu, indent);
  const withEnd = (part: string): string => (part === '' || part.endsWith('\n') ? part : `${part}\n`);
  const examples = document.get('examples', true);
  if (examples === undefined) return `${withEnd(text)}examples:\n${written('  ')}\n`;
  if (!isSeq(examples) || examples.flow === true || examples.range == null) return null;
  const [start, end] = examples.range;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  return `${withEnd(text.slice(0, end))}${written(text.slice(lineStart, start))}\n${text.slice(end)}`;
}

function rewritten(text: string, document: Document.Parsed, example: DefinitionExample): string {
  if (/^\s*\{/u.test(text)) {
    const given = document.toJS({ maxAliasCount: 20 }) as Record<string, unknown>;
    const examples: unknown[] = Array.isArray(given['examples']) ? given['examples'] : [];
    return `${JSON.stringify({ ...given, examples: [...examples, example] }, null, 2)}\n`;
  }
  document.addIn(['examples'], example);
  return document.toString({ lineWidth: 0 });
}
