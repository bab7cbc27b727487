type Step =
  | { kind: 'key'; key: string }
  | { kind: 'index'; index: number }
  | { kind: 'all' }
  | { kind: 'where'; key: string; value: string };

/** The most values that one path yields. More are ignored, so that a huge list can't delay the process. */
const maxValues = 1_000;

const stepPattern = /\[\*\]|\[(\d+)\]|\[([\w-]+)=([^\]]*)\]|([\w-]+)/gu;

/**
 * Returns the values at a path of an answer, without nulls and blank texts. Of alternatives (`a | b`), the first that
 * yields a value is taken. `[*]` over a single value yields that value. Reads own properties only.
 * @param path fits `pathPattern` of the contract: `$`, `data.phones[*].number`, `contacts[type=phone].value`
 */
export function readPath(json: unknown, path: string): unknown[] {
  for (const alternative of path.split('|')) {
    const values = valuesAt(json, alternative.trim());
    if (values.length > 0) return values;
  }
  return [];
}

function valuesAt(json: unknown, path: string): unknown[] {
  let values: unknown[] = [json];
  for (const step of path === '$' ? [] : stepsOf(path)) {
    values = values.flatMap((value) => follow(value, step)).slice(0, maxValues);
  }
  return values.filter((value) => !isAbsent(value));
}

function stepsOf(path: string): Step[] {
  return [...path.matchAll(stepPattern)].map(([, index, whereKey, whereValue, key]): Step => {
    if (key !== undefined) return { kind: 'key', key };
    if (index !== undefined) return { kind: 'index', index: Number(index) };
    if (whereKey !== undefined) return { kind: 'where', key: whereKey, value: whereValue ?? '' };
    return { kind: 'all' };
  });
}

function follow(value: unknown, step: Step): unknown[] {
  if (isAbsent(value)) return [];
  switch (step.kind) {
    case 'key':
      return ownValue(value, step.key);
    case 'index':
      if (!Array.isArray(value)) return step.index === 0 ? [value] : [];
      return step.index < value.length ? [value[step.index]] : [];
    case 'all':
      return Array.isArray(value) ? value : [value];
    case 'where':
      return (Array.isArray(value) ? value : [value]).filter((entry) =>
        ownValue(entry, step.key).some((own) => isSame(own, step.value)),
      );
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
