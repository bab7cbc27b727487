import type { MessageSegment } from '@tinygenesy/contract';
import { changeCase } from './changeCase.ts';
import { type FieldRef, labelOf } from '../fields/fieldBook.ts';
import type { Part, Template, ValuePart } from './template.ts';

export interface Rendered {
  /** Null when the template has errors, a value is missing, or the message is blank. */
  text: string | null;
  /** The fields of the missing values, each once. */
  missing: FieldRef[];
  /** The parts of the message in order, with the missing values. */
  segments: MessageSegment[];
}

/**
 * Fills in a template, in linear time. Values are plain text: braces in them have no meaning.
 * @param valueOf the lead's value of a field; null for a missing value
 */
export function renderTemplate(template: Template, valueOf: (field: FieldRef) => string | null): Rendered {
  const { parts } = template;
  const missing = new Map<string, FieldRef>();
  const open: { close: number; mark: Mark }[] = [];
  const piece = createSegments();
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] as Part;
    switch (part.kind) {
      case 'text':
        piece.add('text', part.text, null);
        break;
      case 'broken':
        piece.add('broken', part.text, null);
        break;
      case 'open':
        open.push({ close: part.close, mark: piece.mark() });
        break;
      case 'close':
        open.pop();
        break;
      case 'value': {
        const value = firstValue(part, valueOf);
        if (value !== null) piece.add('value', value.text, value.key);
        else if (part.fallback !== null) piece.add('fallback', part.fallback, part.choices[0]?.field.key ?? null);
        else {
          const around = open.pop();
          if (around) {
            piece.leaveOut(around.mark);
            index = around.close;
            break;
          }
          const fields = part.choices.map(({ field }) => field);
          for (const field of fields) missing.set(field.key, field);
          piece.add('gap', fields.map(labelOf).join(' or '), fields[0]?.key ?? null);
        }
      }
    }
  }
  const segments = piece.end();
  const text = template.hasErrors || missing.size > 0 ? null : segments.map((segment) => segment.text).join('');
  return { text: text === null || text.trim() === '' ? null : text, missing: [...missing.values()], segments };
}

function firstValue(
  part: ValuePart,
  valueOf: (field: FieldRef) => string | null,
): { text: string; key: string } | null {
  for (const { field, helper } of part.choices) {
    const value = valueOf(field);
    if (value !== null) return { text: helper === null ? value : changeCase(value, helper), key: field.key };
  }
  return null;
}

interface Mark {
  length: number;
  last: MessageSegment | undefined;
}

/**
 * Collects segments. Around an omitted optional part, keeps one of the spaces or line ends, and none before a comma or
 * a period.
 */
function createSegments() {
  const segments: MessageSegment[] = [];
  let isAfterLeftOut = false;

  function add(kind: MessageSegment['kind'], text: string, field: string | null): void {
    const closed = isAfterLeftOut ? joinAround(text) : text;
    if (closed === '') return;
    isAfterLeftOut = false;
    segments.push({ kind, text: closed, field });
  }

  function joinAround(text: string): string {
    const before = textBefore(segments);
    const lineEndsBefore = before === '' ? 2 : (/\n*$/u.exec(before)?.[0].length ?? 0);
    if (lineEndsBefore > 0) {
      const lineEndsAfter = /^\n{0,2}/u.exec(text)?.[0].length ?? 0;
      if (lineEndsAfter > 0) return text.slice(Math.min(lineEndsBefore, lineEndsAfter));
      return /^[ \t]/u.test(text) ? text.slice(1) : text;
    }
    if (!/[ \t]$/u.test(before)) return text;
    if (/^[ \t]/u.test(text)) return text.slice(1);
    if (/^[\n,.;:!?)]/u.test(text)) dropSpace();
    return text;
  }

  function dropSpace(): void {
    const last = segments.at(-1);
    if (last?.kind !== 'text') return;
    const text = last.text.slice(0, -1);
    if (text === '') segments.pop();
    else segments[segments.length - 1] = { ...last, text };
  }

  return {
    add,
    mark: (): Mark => ({ length: segments.length, last: segments.at(-1) }),
    /** Restores the state at the mark, also the last segment, which may have lost its space since. */
    leaveOut({ length, last }: Mark): void {
      segments.length = length;
      if (last) segments[length - 1] = last;
      isAfterLeftOut = true;
    },
    end(): MessageSegment[] {
      const last = segments.at(-1);
      if (!isAfterLeftOut || last?.kind !== 'text') return segments;
      const text = last.text.trimEnd();
      if (text === '') segments.pop();
      else segments[segments.length - 1] = { ...last, text };
      return segments;
    },
  };
}

/** The last two characters so far: enough to recognize a blank line. */
function textBefore(segments: readonly MessageSegment[]): string {
  const last = segments.at(-1)?.text ?? '';
  return last.length >= 2 ? last.slice(-2) : (segments.at(-2)?.text ?? '').slice(-1) + last;
}
