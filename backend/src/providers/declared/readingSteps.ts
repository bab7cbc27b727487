import type { ProviderDefinition, ReadingSteps } from '@tinygenesy/contract';
import { stringify } from 'yaml';
import type { DeclaredReading } from './classifyAnswer.ts';
import { placeInWords } from './placeInWords.ts';
import type { ReadPlace } from './readNumbers.ts';
import { readPath } from './readPath.ts';

type Step = ReadingSteps['places'][number];

const maxPlaces = 200;
const maxValueLength = 120;

/**
 * Explains how an answer was read: the rule, the proof, every place of a number, and the price case.
 * @param json the answer's document; undefined when it is no JSON
 */
export function readingSteps(definition: ProviderDefinition, reading: DeclaredReading, json: unknown): ReadingSteps {
  const { rules, answer, price } = definition;
  const { rule, decision, priceCase } = reading;
  const isRead = decision === 'read' && typeof json === 'object';
  return {
    rule: partOf(definition, ['rules'], rules, rule),
    decision,
    proof:
      isRead && answer.proof !== undefined
        ? { path: answer.proof, isThere: readPath(json, answer.proof).length > 0 }
        : null,
    places: isRead ? [...placesOf(reading), ...absentPlaces(definition, json)].slice(0, maxPlaces) : [],
    priceCase: partOf(definition, ['price', 'cases'], price.cases, priceCase),
  };
}

function partOf(
  definition: ProviderDefinition,
  list: readonly string[],
  parts: readonly object[],
  index: number | null,
): ReadingSteps['rule'] {
  const part = index === null ? undefined : parts[index];
  if (index === null || part === undefined) return null;
  return {
    pointer: `/${[...list, index].join('/')}`,
    place: placeInWords(definition, [...list, index]),
    text: stringify(part, { collectionStyle: 'flow', lineWidth: 0 }).trim(),
  };
}

function placesOf({ outcome, numbers, places }: DeclaredReading): Step[] {
  const seen = new Set<string>();
  const resultOf = ({ result, kind }: ReadPlace): Step['result'] => {
    if (result.is !== 'number') return result.is;
    const number = numbers.find(({ phone }) => phone.e164 === result.e164);
    if (number?.doNotCall === true) return 'do_not_call';
    // A number may stand at several places: the one with the preferred kind counts.
    if (seen.has(result.e164) || number?.kind !== kind) return 'repeated';
    seen.add(result.e164);
    return outcome === 'found' && number === numbers[0] ? 'found' : 'kept';
  };
  return places.map((place) => ({
    at: place.at === '' ? '$' : place.at,
    value: shortText(place.value),
    number: place.result.is === 'number' ? place.result.e164 : null,
    kind: place.kind,
    result: resultOf(place),
  }));
}

/** Places that the definition names and the answer has no value at. */
function absentPlaces({ answer }: ProviderDefinition, json: unknown): Step[] {
  return answer.phones.flatMap(({ at, each = '$', number = '$', type }): Step[] => {
    const entries = readPath(json, at ?? each).flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]));
    if (at === undefined ? entries.some((entry) => readPath(entry, number).length > 0) : entries.length > 0) return [];
    const path = at ?? `${each}, ${number}`;
    return [{ at: path, value: null, number: null, kind: type ?? null, result: 'absent' }];
  });
}

function shortText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}…` : text;
}
