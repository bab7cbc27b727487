import { describe, expect, it } from 'vitest';
import { isRowVisible, rowHeight, rowsHeight, rowsToDraw, scrollTopFor, topRow } from './rowWindow.ts';

const heightPx = 720;

describe.each([1, 15, 100_255, 416_667, 1_000_000, 5_000_000])('a list of %i rows', (rowCount) => {
  const at = (scrollTop: number) => ({ rowCount, scrollTop, heightPx });
  const end = Math.max(0, rowsHeight(rowCount) + rowHeight - heightPx);

  it('is no taller than browsers draw, and shows its last row at the end', () => {
    expect(rowsHeight(rowCount)).toBeLessThanOrEqual(17_800_000);
    expect(rowsToDraw(at(end)).last).toBe(rowCount - 1);
    expect(isRowVisible(at(end), rowCount - 1)).toBe(true);
  });

  it('scrolls to any row, and draws a bounded number of rows', () => {
    for (const part of [0, 0.1, 0.5, 0.9, 1]) {
      const index = Math.max(0, Math.round((rowCount - 1) * part));
      const viewport = at(scrollTopFor(at(end / 3), index));
      expect(isRowVisible(viewport, index)).toBe(true);
      const { first, last } = rowsToDraw(viewport);
      expect(first).toBeLessThanOrEqual(index);
      expect(last).toBeGreaterThanOrEqual(index);
      expect(last - first).toBeLessThan(50);
      expect(topRow(viewport)).toBeLessThanOrEqual(index);
    }
  });
});

it('does not scroll for a row that is visible', () => {
  expect(scrollTopFor({ rowCount: 1_000, scrollTop: 360, heightPx }, 12)).toBe(360);
});

it('draws nothing in an empty list', () => {
  expect(rowsToDraw({ rowCount: 0, scrollTop: 0, heightPx }).last).toBe(-1);
});
