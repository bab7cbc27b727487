import type { ErrorCode, YAMLError } from 'yaml';

/** Says in plain words why a text is neither YAML nor JSON, with line and column. */
export function yamlFault({ code, message, linePos }: Pick<YAMLError, 'code' | 'message' | 'linePos'>): string {
  const [at] = linePos ?? [];
  const where = at === undefined ? '' : ` at line ${at.line}, column ${at.col}`;
  return `can’t be read as YAML or JSON${where}: ${wordsOf(code, message)}`;
}

function wordsOf(code: ErrorCode, message: string): string {
  if (code === 'MISSING_CHAR' && /quote/u.test(message)) return 'a quote is not closed';
  return faultWords[code] ?? 'the text has a form that YAML does not have';
}

const brackets = 'a [ or { is not closed, or a comma is missing between two entries';
const faultWords: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: `the indentation does not fit the lines above, or ${brackets}`,
  TAB_AS_INDENT: 'a tab is used for indentation: use spaces',
  MISSING_CHAR: `a space, a comma or a bracket is missing: write "key: value" with a space, and close each [ and {`,
  UNEXPECTED_TOKEN: 'a character is not allowed here: put a text with special characters in quotes',
  BAD_SCALAR_START: 'a text must not begin with this character: put it in quotes',
  BAD_DQ_ESCAPE: 'a \\ in double quotes must be written as \\\\, or use single quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a line has two values with a colon: put a text with a colon in quotes, or begin a new line',
  MULTILINE_IMPLICIT_KEY: 'a line has no colon after its name, or a quote is not closed',
  BLOCK_IN_FLOW: `indented lines are not allowed inside of [ ] and { }, or ${brackets}`,
  DUPLICATE_KEY: 'a name stands twice in one object: keep one of them',
  NON_STRING_KEY: 'a template must stand in quotes: "{{key}}"',
  MULTIPLE_DOCS: 'it contains several documents, separated by ---: keep one',
  BAD_ALIAS: 'a text that begins with * must stand in quotes',
  TAG_RESOLVE_FAILED: 'a text that begins with ! must stand in quotes',
  KEY_OVER_1024_CHARS: 'a name before a colon is too long, or a quote is not closed',
};
