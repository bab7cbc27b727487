import { readTemplatePieces, type TemplateField, templateHelpers, type TemplatePiece } from '@tinygenesy/contract';

/**
 * A part of a template, as the editor shows it: `sign` is a brace, bar or bracket; `unclosed` is a field without its
 * closing brace.
 */
export type TemplateToken = {
  kind: 'text' | 'field' | 'unknown' | 'fallback' | 'sign' | 'unclosed';
  text: string;
  at: number;
};

/** Signs of the syntax, and braces that are text because they are doubled. */
const anySign = /\{\{|\}\}|\[\[|\]\]|\{/gu;

/** Names by which a template can call the fields; null while they are not loaded. */
export const fieldNames = (fields: readonly TemplateField[] | undefined): ReadonlySet<string> | null =>
  fields === undefined
    ? null
    : new Set(fields.flatMap(({ name, isCustom }) => (isCustom ? [name, `custom:${name}`] : [name])));

/**
 * Splits a template into tokens, by the same rules as the server. The texts of all tokens together are the template.
 * @param names null: not known yet, so that no field is shown as unknown
 */
export const templateTokens = (text: string, names: ReadonlySet<string> | null): TemplateToken[] => {
  const tokens: TemplateToken[] = [];
  const add = (kind: TemplateToken['kind'], from: number, to: number): void => {
    if (from < to) tokens.push({ kind, text: text.slice(from, to), at: from });
  };
  let textFrom = 0;
  anySign.lastIndex = 0;
  for (let sign = anySign.exec(text); sign !== null; sign = anySign.exec(text)) {
    const at = sign.index;
    let end = at + sign[0].length;
    if (sign[0] === '{{' || sign[0] === '}}') continue;
    add('text', textFrom, at);
    if (sign[0] === '{') {
      const { end: last, pieces } = readTemplatePieces(text, at);
      end = last;
      add('sign', at, at + 1);
      if (pieces === null) add('unclosed', at + 1, end);
      else addPieces(pieces, { from: at + 1, to: end, names, add });
    } else add('sign', at, end);
    textFrom = end;
    anySign.lastIndex = end;
  }
  add('text', textFrom, text.length);
  return tokens;
};

type Placeholder = {
  from: number;
  to: number;
  names: ReadonlySet<string> | null;
  add: (kind: TemplateToken['kind'], from: number, to: number) => void;
};

const addPieces = (pieces: readonly TemplatePiece[], { from, to, names, add }: Placeholder): void => {
  let done = from;
  for (const [index, piece] of pieces.entries()) {
    add('sign', done, piece.at);
    done = piece.at + piece.length;
    const isFallback = index > 0 && index === pieces.length - 1;
    add(
      piece.isQuoted ? 'fallback' : isField(piece, names, isFallback) ? 'field' : isFallback ? 'fallback' : 'unknown',
      piece.at,
      done,
    );
  }
  add('sign', done, to);
};

const isField = ({ text, colon }: TemplatePiece, names: ReadonlySet<string> | null, isFallback: boolean): boolean => {
  if (names === null) return !isFallback;
  if (names.has(text)) return true;
  const helper = text.slice(colon + 1).trim();
  return colon >= 0 && names.has(text.slice(0, colon).trimEnd()) && templateHelpers.some((name) => name === helper);
};
