import { describe, expect, it } from 'vitest';
import { arrangeColumns, type ColumnLayout, moveColumn, noLayout, readLayout, tracksOf } from './columnLayout.ts';

const columns = [
  { id: 'name', widthPx: 170, isPinnedAtFirst: true, isFixed: true },
  { id: 'email', widthPx: 250, grow: 3 },
  { id: 'tags', widthPx: 160, isHiddenAtFirst: true },
  { id: 'country', widthPx: 150 },
  { id: 'custom:Region', widthPx: 140, isHiddenAtFirst: true },
];
const ids = (layout: ColumnLayout, known = columns): string[] => arrangeColumns(known, layout).map(({ id }) => id);
const visible = (layout: ColumnLayout): string[] =>
  arrangeColumns(columns, layout).flatMap(({ id, isVisible }) => (isVisible ? id : []));

describe('the columns', () => {
  it('are as the product has them without a choice', () => {
    expect(visible(noLayout)).toEqual(['name', 'email', 'country']);
  });

  it('are shown, hidden and pinned as chosen; the name stays', () => {
    const layout = { ...noLayout, visible: { name: false, email: false, tags: true }, pinned: { country: true } };
    expect(visible(layout)).toEqual(['name', 'country', 'tags']);
  });

  it('keep their order; a new one follows its neighbor, and one that is gone is ignored', () => {
    const layout = { ...noLayout, order: ['gone', 'country', 'name', 'email'] };
    expect(ids(layout)).toEqual(['name', 'country', 'custom:Region', 'email', 'tags']);
    expect(ids(layout, columns.slice(0, 2))).toEqual(['name', 'email']);
  });

  it('move before and behind others, and into and out of the pinned ones', () => {
    const now = arrangeColumns(columns, noLayout);
    expect(ids(moveColumn(now, noLayout, 3, 1))).toEqual(['name', 'country', 'email', 'tags', 'custom:Region']);
    expect(arrangeColumns(columns, moveColumn(now, noLayout, 3, 0))[0]).toMatchObject({
      id: 'country',
      isPinned: true,
    });
    expect(arrangeColumns(columns, moveColumn(now, noLayout, 0, 2))[2]).toMatchObject({ id: 'name', isPinned: false });
  });

  it('share the spare width, unless a person chose their width', () => {
    const layout = { ...noLayout, widthsPx: { country: 99 } };
    expect(tracksOf(arrangeColumns(columns, layout).filter(({ isVisible }) => isVisible))).toBe(
      '170px minmax(250px, 3fr) 99px',
    );
  });
});

it('reads a stored layout, and ignores whatever is not one', () => {
  const layout = { order: ['a', 'b'], visible: { a: true }, pinned: { b: false }, widthsPx: { a: 120 } };
  expect(readLayout(JSON.stringify(layout))).toEqual(layout);
  for (const stored of [undefined, '', '{', '[]', '7', '{"order":{}}', '{"visible":[1],"widthsPx":{"a":"9"}}']) {
    expect(readLayout(stored)).toEqual(noLayout);
  }
  expect(readLayout('{"order":["a","a",3],"widthsPx":{"a":-5,"b":99999,"c":null}}')).toEqual({
    ...noLayout,
    order: ['a'],
    widthsPx: { a: 60, b: 1_200 },
  });
});
