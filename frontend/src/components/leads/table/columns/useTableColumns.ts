import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type CSSProperties, useMemo, useState } from 'react';
import { templateFieldsOptions } from '../../../../api/messages/getTemplateFields.ts';
import { arrangeColumns, moveColumn, noLayout, readLayout, tracksOf, widthWithin } from './columnLayout.ts';
import { customColumn, isCustomColumn, leadColumns, narrowColumns } from './leadColumns.tsx';

const checkboxWidthPx = 38;

/** The table's columns: every field of a lead, and every custom field. The choice is stored in this browser. */
export const useTableColumns = () => {
  const [layout, setLayout] = useLocalStorage({
    key: 'tinygenesy.leads-table',
    defaultValue: noLayout,
    getInitialValueInEffect: false,
    deserialize: readLayout,
  });
  const [isChoosing, setChoosing] = useState(false);
  const isNarrow = useMediaQuery('(max-width: 36em)', false, { getInitialValueInEffect: false });
  // The names of custom fields are read only for a person who chooses columns, or has chosen such a column.
  const isCustomShown = Object.keys(layout.visible).some(isCustomColumn);
  const { data: fields } = useQuery({ ...templateFieldsOptions(), enabled: isChoosing || isCustomShown });
  const known = useMemo(
    () =>
      isNarrow
        ? narrowColumns
        : [...leadColumns, ...(fields ?? []).flatMap(({ name, isCustom }) => (isCustom ? customColumn(name) : []))],
    [fields, isNarrow],
  );
  const all = useMemo(() => arrangeColumns(known, layout), [known, layout]);
  const shown = all.filter(({ isVisible }) => isVisible);
  const shownKey = JSON.stringify(shown.map(({ id, isPinned }) => ({ id, isPinned })));
  // Without the widths, so that the rows do not render again while one changes.
  const cells = useMemo(() => {
    const columns = new Map(known.map((column) => [column.id, column]));
    return (JSON.parse(shownKey) as { id: string; isPinned: boolean }[]).flatMap(({ id, isPinned }) => {
      const column = columns.get(id);
      return column === undefined ? [] : { id, isPinned, cell: column.cell };
    });
  }, [known, shownKey]);
  const widths = shown.map(({ widthPx, chosenPx }) => chosenPx ?? widthPx);
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--columns': `${checkboxWidthPx}px ${tracksOf(shown)}`,
  };
  let leftPx = checkboxWidthPx;
  shown.forEach(({ isPinned }, index) => {
    if (isPinned) style[`--left-${index}`] = `${leftPx}px`;
    if (isPinned) leftPx += widths[index] ?? 0;
  });
  style['--pinned'] = `${leftPx}px`;
  return {
    all,
    shown,
    cells,
    style,
    widthPx: checkboxWidthPx + widths.reduce((sum, width) => sum + width, 0),
    isChanged: JSON.stringify(layout) !== JSON.stringify(noLayout),
    toggle: (id: string, isVisible: boolean): void =>
      setLayout((before) => ({ ...before, visible: { ...before.visible, [id]: isVisible } })),
    pin: (id: string, isPinned: boolean): void =>
      setLayout((before) => ({ ...before, pinned: { ...before.pinned, [id]: isPinned } })),
    move: (from: number, to: number): void => setLayout((before) => moveColumn(all, before, from, to)),
    setWidth: (id: string, px: number): void =>
      setLayout((before) => ({ ...before, widthsPx: { ...before.widthsPx, [id]: widthWithin(px) } })),
    reset: (): void => setLayout(noLayout),
    /** Call it when the user begins to choose columns. */
    choose: (): void => setChoosing(true),
  };
};

export type TableColumns = ReturnType<typeof useTableColumns>;
export type ShownColumn = TableColumns['shown'][number];
export type CellColumn = TableColumns['cells'][number];
