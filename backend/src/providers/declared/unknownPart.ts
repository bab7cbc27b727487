import { providerDefinitionSchema } from '@tinygenesy/contract';
import { z } from 'zod';
import { editDistance } from '../../platform/editDistance.ts';
import { ownValue } from './readPath.ts';

/** What people write for a part whose name looks different. */
const aliases: Readonly<Record<string, string>> = {
  timeout: 'timeoutS',
  timeoutMs: 'timeoutS',
  timeoutSeconds: 'timeoutS',
  timeout_s: 'timeoutS',
  url: 'hosts',
  baseUrl: 'hosts',
  base_url: 'hosts',
  documentation: 'docs',
  request: 'ask',
  response: 'answer',
  authentication: 'auth',
  expect: 'want',
  params: 'query',
  endpoint: 'path',
  json: 'body',
};

/**
 * Says that a definition has no such part, and which one was meant: one of a similar name at the same place, or the places
 * where a part of this name belongs.
 * @param at the path of the object that has the part
 */
export function unknownPart(input: unknown, at: readonly PropertyKey[], name: string): string {
  const object = at.reduce<unknown>(
    (value, part) => (Array.isArray(value) ? value[Number(part)] : ownValue(value, String(part))[0]),
    input,
  );
  const here = namesOf(at.reduce<z.ZodType>(childOf, providerDefinitionSchema));
  const free = here.filter((one) => ownValue(object, one).length === 0);
  const start = `There is no \`${name}\` here.`;
  const meant = aliases[name] !== undefined && free.includes(aliases[name]) ? aliases[name] : nearest(name, free);
  if (meant !== null) return `${start} Did you mean \`${meant}\`?`;
  const elsewhere = places.filter(({ names }) => names.includes(name)).map(({ place }) => place);
  if (elsewhere.length > 0) return `${start} \`${name}\` belongs ${listed(elsewhere)}`;
  const alias = aliases[name] ?? nearest(name, rootNames);
  const moved =
    alias !== null && rootNames.includes(alias)
      ? `Did you mean \`${alias}\` at the top level?`
      : `It has: ${here.join(', ')}`;
  return `${start} ${moved}`;
}

const listed = (texts: readonly string[]): string =>
  new Intl.ListFormat('en-US', { type: 'disjunction' }).format(texts);

function nearest(name: string, names: readonly string[]): string | null {
  const most = name.length <= 4 ? 1 : 2;
  const distances = names.map((one) => ({ one, distance: editDistance(name.toLowerCase(), one.toLowerCase(), most) }));
  const [best] = distances.filter(({ distance }) => distance <= most).toSorted((a, b) => a.distance - b.distance);
  return best?.one ?? null;
}

/** The schema inside of optional parts and parts with a default. */
function bare(schema: unknown): unknown {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? bare(schema.unwrap()) : schema;
}

const namesOf = (schema: unknown): string[] => {
  const inner = bare(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
};

function childOf(schema: z.ZodType, part: PropertyKey): z.ZodType {
  const inner = bare(schema);
  if (inner instanceof z.ZodArray && inner.element instanceof z.ZodType) return inner.element;
  const child: unknown = inner instanceof z.ZodObject ? inner.shape[String(part)] : undefined;
  return child instanceof z.ZodType ? child : z.unknown();
}

interface PartPlace {
  place: string;
  names: string[];
}

/** Lists the places of a schema that have named parts, such as "in `price → cases`". */
function placesOf(schema: unknown, path: readonly string[] = []): PartPlace[] {
  const inner = bare(schema);
  if (inner instanceof z.ZodArray) return placesOf(inner.element, path);
  if (!(inner instanceof z.ZodObject)) return [];
  const place = path.length === 0 ? 'at the top level' : `in \`${path.join(' → ')}\``;
  const below = Object.entries(inner.shape).flatMap(([name, child]) => placesOf(child, [...path, name]));
  return [{ place, names: Object.keys(inner.shape) }, ...below];
}

const places = placesOf(providerDefinitionSchema);
const rootNames = namesOf(providerDefinitionSchema);
