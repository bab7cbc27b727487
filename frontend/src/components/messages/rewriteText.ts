const isHighSurrogate = (text: string, at: number): boolean => /[\uD800-\uDBFF]/u.test(text.charAt(at));

/** Range in which two texts differ. It never cuts a character of two code units. */
export const changedRange = (before: string, next: string): { from: number; to: number; inserted: string } => {
  const shorter = Math.min(before.length, next.length);
  let from = 0;
  while (from < shorter && before[from] === next[from]) from += 1;
  if (from > 0 && isHighSurrogate(before, from - 1)) from -= 1;
  let same = 0;
  while (same < shorter - from && before.at(-1 - same) === next.at(-1 - same)) same += 1;
  if (same > 0 && isHighSurrogate(before, before.length - same - 1)) same -= 1;
  return { from, to: before.length - same, inserted: next.slice(from, next.length - same) };
};

/**
 * Changes the text of a field as if it were typed, so that undo brings the earlier text back: a value that is set by a
 * script would clear the browser's undo history. Without support for it, calls `onText`.
 */
export const rewriteText = (area: HTMLTextAreaElement | null, next: string, onText: (text: string) => void): void => {
  if (area === null || typeof document.execCommand !== 'function') {
    onText(next);
    return;
  }
  const { from, to, inserted } = changedRange(area.value, next);
  area.focus();
  area.setSelectionRange(from, to);
  // There is no other way to change a field with undo; all browsers keep it.
  const isDone = inserted === '' ? document.execCommand('delete') : document.execCommand('insertText', false, inserted);
  if (!isDone || area.value !== next) onText(next);
};
