type Step =
  | { kind: 'key'; key: string }
  | { kind: 'index'; index: number }
  | { kind: 'all' }
  | { kind: 'where'; key: string; value: string };

/** The most values that one path yields. More are ignored, so that a huge list can't delay the process. */
const maxValues = 1_000;

const stepPattern = /\[\*\]|\[(\d+)\]|\[([\w-]+)=([^\]]*)\]|([\w-]+)/gu;

/** A value of an answer with its exact place, such as `data.phones[0].number`; '' is the whole answer. */
export interface Located {
  at: string;
  value: unknown;
}

/**
 * Returns the values at a path of an answer, without nulls and blank texts. Of alternatives (`a | b`), the first that
 * yields a value is taken. `[*]` over a single value yields that value. Reads own properties only.
 * @param path fits `pathPattern` of the contract: `$`, `data.phones[*].number`, `contacts[type=phone].value`
 */
export const readPath = (json: unknown, path: string): unknown[] =>
  locate({ at: '', value: json }, path).map(({ value }) => value);

/** Returns the values at a path as `readPath` does, each with its exact place. */
export function locate(from: Located, path: string): Located[] {
  for (const alternative of path.split('|')) {
    const values = valuesAt(from, alternative.trim());
    if (values.length > 0) return values;
  }
  return [];
}

/** Returns the entries of a list, or the value itself when it is no list. */
export function entriesAt(located: Located): Located[] {
  const { at, value } = located;
  if (!Array.isArray(value)) return [located];
  return value.slice(0, maxValues).map((entry: unknown, index) => ({ at: `${at}[${index}]`, value: entry }));
}

function valuesAt(from: Located, path: string): Located[] {
  let values = [from];
  for (const step of path === '$' ? [] : stepsOf(path)) {
    values = values.flatMap((value) => follow(value, step)).slice(0, maxValues);
  }
  return values.filter(({ value }) => !isAbsent(value));
}

function stepsOf(path: string): Step[] {
  return [...path.matchAll(stepPattern)].map(([, index, whereKey, whereValue, key]): Step => {
    if (key !== undefined) return { kind: 'key', key };
    if (index !== undefined) return { kind: 'index', index: Number(index) };
    if (whereKey !== undefined) return { kind: 'where', key: whereKey, value: whereValue ?? '' };
    return { kind: 'all' };
  });
}

function follow(located: Located, step: Step): Located[] {
  const { at, value } = located;
  if (isAbsent(value)) return [];
  switch (step.kind) {
    case 'key':
      return ownValue(value, step.key).map((own) => ({ at: at === '' ? step.key : `${at}.${step.key}`, value: own }));
    case 'index':
      if (!Array.isArray(value)) return step.index === 0 ? [located] : [];
      return step.index < value.length ? [{ at: `${at}[${step.index}]`, value: value[step.index] }] : [];
    case 'all':
      return entriesAt(located);
    case 'where': {
      const isWanted = (entry: unknown): boolean => ownValue(entry, step.key).some((own) => isSame(own, step.value));
      if (!Array.isArray(value)) return isWanted(value) ? [located] : [];
      return value.flatMap((entry: unknown, index) =>
        isWanted(entry) ? [{ at: `${at}[${index}]`, value: entry }] : [],
      );
    }
  }
}

/** Returns the object's own property as a list of one; an empty list for anything else. */
export function ownValue(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return [];
  return [Reflect.get(value, key)];
}

/** Whether an answer's value equals a definition's value. Texts are compared without case and outer blanks. */
export function isSame(value: unknown, wanted: string | number | boolean): boolean {
  return plainText(value)?.toLowerCase() === String(wanted).trim().toLowerCase();
}

/** Returns a text, a number or a boolean as trimmed text; null for anything else. */
export function plainText(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  return String(value).trim();
}

const isAbsent = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
