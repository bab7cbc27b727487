import { squeezedName, type FieldBook } from '../fields/fieldBook.ts';
import type { ProblemList } from './problemList.ts';
import { readMergeTag, writeMergeTag } from './readMergeTag.ts';

/** A form of merge fields in other programs. Group 1 of the pattern is the inside. */
interface Form {
  pattern: RegExp;
  /**
   * `certain`: nothing else is written so · `likely`: text has it too, so only a known field counts · `compound`: a word
   * between everyday signs, so only a known field whose name no text contains counts (`first_name`, `FNAME`).
   */
  kind: 'certain' | 'likely' | 'compound';
}

const forms: readonly Form[] = [
  // *|FNAME|* of Mailchimp
  { pattern: /\*\|([^*\n]{1,80}?)\|\*/gu, kind: 'certain' },
  // %%First Name%% of Salesforce
  { pattern: /(?<!%)%%([^%\n]{1,80})%%(?!%)/gu, kind: 'certain' },
  // <%= first_name %> and [% first_name %]
  { pattern: /<%[=-]?([^%<>\n]{1,80})%>|\[%([^%[\]\n]{1,80})%\]/gu, kind: 'certain' },
  // [First Name] and $[FNAME|there]$ of Zoho; not a link and no index
  { pattern: /(?<![\p{L}\p{N}_)\]])\$?\[([^[\]\n]{1,80})\](?!\()\$?/gu, kind: 'likely' },
  // <<First name>>, and «FirstName» of Word, where quotations have spaces
  { pattern: /<<([^<>\n]{1,80})>>|«([^«»\s](?:[^«»\n]{0,78}[^«»\s])?)»/gu, kind: 'likely' },
  // %firstName% of ActiveCampaign
  { pattern: /(?<![\p{L}\p{N}%])%([^%\s](?:[^%\n]{0,58}[^%\s])?)%(?![\p{L}\p{N}%])/gu, kind: 'likely' },
  // #FIRSTNAME# and ##FirstName##
  { pattern: /(?<![\p{L}\p{N}#])##?([^#\s](?:[^#\n]{0,58}[^#\s])?)##?(?![\p{L}\p{N}#])/gu, kind: 'likely' },
  // <First Name>, not an HTML tag
  { pattern: /<([^<>/\n]{1,80})>/gu, kind: 'compound' },
  // ((first_name))
  { pattern: /\(\(([^()\n]{1,80})\)\)/gu, kind: 'compound' },
  // ~Contact.FirstName~ of Keap, -first_name- of SendGrid, @FirstName@, __first_name__, |FNAME|, $FNAME$, ::first_name::
  {
    pattern: /(?<![\p{L}\p{N}_.~-])(~~?|[|$-]|@@?|__|::)([\p{L}\p{N}_.]{3,60}?)\1(?![\p{L}\p{N}_-])/gu,
    kind: 'compound',
  },
];
const anySign = /[*%<[«#~|$@_(:-]/u;
/** A placeholder that a person or a text generator left for a person: `[Your Name]`, `[Insert company]`. */
const leftForAPerson = /^(?:your\s+(.+?)(?:\s+here)?|(?:insert|enter)\s+.+)$/iu;
const isName = /^[\p{L}_][\p{L}\p{N}_ .:-]*$/u;
const isCompound = (name: string): boolean => /[\s_.]|\p{Ll}\p{Lu}|^\p{Lu}{5,}$/u.test(name);

/** Warns of merge fields in a text as other programs write them. Here they are text. */
export function warnOfMergeTags(text: string, at: number, book: FieldBook, report: ProblemList['add']): void {
  if (!anySign.test(text)) return;
  let end = 0;
  for (const found of matches(text)) {
    if (found.at < end) continue;
    const suggestion = suggestionFor(found, book);
    if (suggestion === undefined) continue;
    end = found.at + found.written.length;
    report(() => mergeTagProblem(found.written, at + found.at, suggestion), 'warning');
  }
}

interface Match {
  kind: Form['kind'];
  at: number;
  written: string;
  inside: string;
}

/** All matches of all forms, the first and longest first. */
function matches(text: string): Match[] {
  return forms
    .flatMap(({ pattern, kind }) =>
      [...text.matchAll(pattern)].map((match): Match => {
        const inside = match.slice(1).findLast((group) => group !== undefined) ?? '';
        return { kind, at: match.index, written: match[0], inside: inside.trim() };
      }),
    )
    .toSorted((a, b) => a.at - b.at || b.written.length - a.written.length);
}

/** The field in this product's syntax; null: a merge field, but none of the leads; undefined: ordinary text. */
function suggestionFor({ kind, inside }: Match, book: FieldBook): string | null | undefined {
  const tag = readMergeTag(inside, book);
  if (tag !== null) {
    const counts = kind === 'certain' || (!tag.isEveryday && (kind === 'likely' || isCompound(inside)));
    return counts ? writeMergeTag(tag, book) : undefined;
  }
  if (kind === 'certain') return isName.test(inside) ? null : undefined;
  const left = kind === 'likely' ? leftForAPerson.exec(inside) : null;
  if (left === null) return undefined;
  return left[1] === undefined || readMergeTag(left[1], book) !== null ? null : undefined;
}

/** @param suggestion null: no field of the leads has the name */
export const mergeTagProblem = (written: string, at: number, suggestion: string | null) => ({
  code: 'merge_tag' as const,
  message:
    suggestion === null
      ? `“${written}” looks like a merge field of another program.`
      : `“${written}” is a merge field of another program.`,
  hint:
    suggestion === null
      ? 'No field of your leads has this name, so it is written as text. Choose a field below, or remove it.'
      : `Here it is written as text. For the lead’s value, use ${suggestion}.`,
  at,
  length: written.length,
  suggestion,
});

/** Whether a text between doubled braces is the name of a merge field or `#if name`, and no sentence. */
export const isMergeTagName = (inside: string): boolean =>
  /^(?:[#/^]\w+\s*)?[\p{L}_]?[\p{L}\p{N}_]+(?:\.[\p{L}\p{N}_]+)*(?:\s*\|.*)?$/u.test(inside) &&
  squeezedName(inside).length > 1;
