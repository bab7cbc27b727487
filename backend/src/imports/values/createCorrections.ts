import type { ImportFix, ImportIssue, ImportTarget } from '@tinygenesy/contract';
import { repairMojibake } from './cells/repairMojibake.ts';

/** Corrected texts, which replace the cells of a row. */
export type CorrectedTexts = Map<ImportTarget, string>;

type TextOf = (target: ImportTarget) => string;

export interface Corrections {
  /** Returns the row's own corrections; `left_out`: a correction excludes the row. */
  ofRow: (row: number, textOf: TextOf) => CorrectedTexts | 'left_out';
  /**
   * Adds the corrections for a row's problems to `texts`, once per cell.
   * @param tried cells that were corrected before; pass an empty set first
   */
  ofIssues: (
    issues: readonly ImportIssue[],
    texts: CorrectedTexts,
    tried: Set<string>,
    textOf: TextOf,
  ) => 'corrected' | 'nothing' | 'left_out';
}

/** Groups the corrections of an import by row and by problem; null: there are none. */
export function createCorrections(fixes: readonly ImportFix[]): Corrections | null {
  if (fixes.length === 0) return null;
  const byRow = grouped(fixes, ({ row }) => row);
  // Of two corrections for one problem, the later one wins.
  const latestFirst = fixes.toReversed();
  const byCode = grouped(latestFirst, ({ code, matches }) => (matches === undefined ? code : undefined));
  const byValue = grouped(latestFirst, ({ code, matches }) =>
    matches === undefined ? undefined : `${code} ${matches}`,
  );

  function forIssue({ code, value }: ImportIssue): ImportFix[] {
    return [...(byValue.get(`${code} ${value ?? ''}`) ?? []), ...(byCode.get(code) ?? [])];
  }

  function ofRow(row: number, textOf: TextOf): CorrectedTexts | 'left_out' {
    const texts: CorrectedTexts = new Map();
    for (const fix of byRow.get(row) ?? []) {
      if (fix.action === 'skip') return 'left_out';
      if (fix.field !== undefined) texts.set(fix.field, corrected(fix, texts.get(fix.field) ?? textOf(fix.field)));
    }
    return texts;
  }

  function ofIssues(
    issues: readonly ImportIssue[],
    texts: CorrectedTexts,
    tried: Set<string>,
    textOf: TextOf,
  ): 'corrected' | 'nothing' | 'left_out' {
    let answer: 'corrected' | 'nothing' = 'nothing';
    for (const issue of issues) {
      for (const fix of forIssue(issue)) {
        const target = (issue.field ?? fix.field) as ImportTarget | undefined;
        if (fix.field !== undefined && fix.field !== target) continue;
        if (fix.action === 'skip') return 'left_out';
        const cell = `${issue.code} ${target ?? ''}`;
        // A row's own correction wins.
        if (target === undefined || tried.has(cell) || (texts.has(target) && !tried.has(target))) continue;
        tried.add(cell).add(target);
        texts.set(target, corrected(fix, texts.get(target) ?? textOf(target)));
        answer = 'corrected';
      }
    }
    return answer;
  }

  return { ofRow, ofIssues };
}

function corrected(fix: ImportFix, text: string): string {
  if (fix.value !== undefined) return fix.value;
  return fix.action === 'repair' ? (repairMojibake(text) ?? text) : '';
}

function grouped<K>(fixes: readonly ImportFix[], keyOf: (fix: ImportFix) => K | undefined): Map<K, ImportFix[]> {
  const groups = new Map<K, ImportFix[]>();
  for (const fix of fixes) {
    const key = keyOf(fix);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [fix]);
    else group.push(fix);
  }
  return groups;
}
