import type { TemplateField } from '@tinygenesy/contract';

/** A field name that is being typed between braces: its start, the letters before the caret, and the place of the `{`. */
export type FieldQuery = { from: number; query: string; brace: number };

/** Returns the field name that is being typed before the caret; null: none. */
export const fieldQueryAt = (text: string, caret: number): FieldQuery | null => {
  const line = text.slice(text.lastIndexOf('\n', caret - 1) + 1, caret);
  const brace = line.lastIndexOf('{');
  if (brace < 0 || line.includes('}', brace)) return null;
  // Two braces in a row are a literal brace.
  const run = /\{+$/u.exec(line.slice(0, brace + 1))?.[0].length ?? 1;
  if (run % 2 === 0) return null;
  const inside = line.slice(brace + 1);
  const piece = inside.slice(inside.lastIndexOf('|') + 1);
  const query = piece.trimStart();
  return query.startsWith('"') ? null : { from: caret - query.length, query, brace: caret - line.length + brace };
};

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();

/** Fields whose name or label contains the typed text. Fields that begin with it come first. */
export const matchingFields = (fields: readonly TemplateField[], query: string): TemplateField[] => {
  const typed = plain(query);
  const rank = ({ name, label }: TemplateField): number => {
    const texts = [plain(name), plain(label)];
    return texts.some((text) => text.startsWith(typed)) ? 0 : texts.some((text) => text.includes(typed)) ? 1 : 2;
  };
  return fields
    .map((field) => ({ field, rank: rank(field) }))
    .filter((one) => one.rank < 2)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ field }) => field);
};

export type Edit = { text: string; caret: number };

/** Replaces the typed part of a name by the whole field, with its closing brace. */
export const completeField = (text: string, { from }: FieldQuery, caret: number, field: TemplateField): Edit => {
  const name = field.placeholder.slice(1, -1);
  const rest = text.slice(caret);
  const isClosed = /^[^{\n]*\}/u.test(rest);
  const written = text.slice(0, from) + name;
  return isClosed
    ? { text: written + rest, caret: written.length }
    : { text: `${written}}${rest}`, caret: written.length + 1 };
};

/** Replaces the selected text. */
export const insertText = (text: string, from: number, to: number, inserted: string): Edit => ({
  text: text.slice(0, from) + inserted + text.slice(to),
  caret: from + inserted.length,
});

/** Fallback text in template syntax: quoted when it has special characters or is the name of a field. */
export const writtenFallback = (words: string, fields: readonly TemplateField[]): string => {
  const text = words.trim();
  const isPlain = !/[|{}"\\:\n]/u.test(text) && !fields.some(({ name }) => name === text);
  return isPlain ? text : `"${text.replaceAll(/["\\]/gu, '\\$&')}"`;
};

/** Adds a fallback to placeholders. Works from the end, so that earlier positions stay valid. */
export const addFallback = (
  text: string,
  places: readonly { at: number; length: number }[],
  fallback: string,
): string =>
  places
    .toSorted((a, b) => b.at - a.at)
    .reduce(
      (done, { at, length }) => `${done.slice(0, at + length - 1)}|${fallback}${done.slice(at + length - 1)}`,
      text,
    );
