/** A sheet of a workbook. */
export interface SheetHead {
  name: string;
  isHidden: boolean;
  /** Whether any cell has a value. */
  hasData: boolean;
}

/** What a person can't see in the rows of a sheet. */
export interface SheetFacts {
  hiddenRows: number;
  hiddenColumns: number;
  /** Merged cells that span several rows. */
  mergedCells: number;
  formulas: number;
}

export interface Workbook {
  sheets: SheetHead[];
  /** Reads a sheet as CSV with backslash escapes. Yields texts; the facts are complete at the end. */
  read(sheet: number, facts: SheetFacts): AsyncGenerator<string>;
}
