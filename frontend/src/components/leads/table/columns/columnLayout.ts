/** A person's choice of columns, by their ids. Whatever it does not name is as the product has it. */
export type ColumnLayout = {
  /** All columns that were known when a person last moved one. */
  order: readonly string[];
  /** Columns shown or hidden by a person. */
  visible: Readonly<Record<string, boolean>>;
  /** Columns that stay at the left while the table scrolls. */
  pinned: Readonly<Record<string, boolean>>;
  widthsPx: Readonly<Record<string, number>>;
};

export const noLayout: ColumnLayout = { order: [], visible: {}, pinned: {}, widthsPx: {} };

/** What the layout needs to know of a column. */
export type Arrangeable = {
  id: string;
  widthPx: number;
  /** Hidden until a person shows it. */
  isHiddenAtFirst?: boolean;
  isPinnedAtFirst?: boolean;
  /** It can't be hidden. */
  isFixed?: boolean;
};

export type Arranged<Column> = Column & { isVisible: boolean; isPinned: boolean; chosenPx: number | null };

const minWidthPx = 60;
const maxWidthPx = 1_200;
export const widthWithin = (px: number): number => Math.round(Math.min(maxWidthPx, Math.max(minWidthPx, px)));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const entriesOf = <Value>(value: unknown, isValid: (entry: unknown) => entry is Value): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).filter((entry): entry is [string, Value] => isValid(entry[1])),
  );
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isWidth = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** Reads a stored layout. Parts that no version of this page wrote are left out. */
export const readLayout = (stored: string | undefined): ColumnLayout => {
  let value: unknown;
  try {
    value = JSON.parse(stored ?? 'null');
  } catch {
    return noLayout;
  }
  if (!isRecord(value)) return noLayout;
  const widths = entriesOf(value['widthsPx'], isWidth);
  return {
    order: Array.isArray(value['order']) ? [...new Set(value['order'].filter((id) => typeof id === 'string'))] : [],
    visible: entriesOf(value['visible'], isBoolean),
    pinned: entriesOf(value['pinned'], isBoolean),
    widthsPx: Object.fromEntries(Object.entries(widths).map(([id, px]) => [id, widthWithin(px)])),
  };
};

/** Puts columns that the order does not name after the column that they follow by default. */
const inOrder = <Column extends Arrangeable>(columns: readonly Column[], order: readonly string[]): Column[] => {
  const known = new Map(columns.map((column) => [column.id, column]));
  const placed = order.flatMap((id) => known.get(id) ?? []);
  const isPlaced = new Set(placed.map(({ id }) => id));
  columns.forEach((column, index) => {
    if (isPlaced.has(column.id)) return;
    const before = columns[index - 1];
    const position = before === undefined ? 0 : placed.findIndex(({ id }) => id === before.id) + 1;
    placed.splice(position, 0, column);
  });
  return placed;
};

/** The columns in the order of the table: pinned ones first. Columns that no longer exist are ignored. */
export const arrangeColumns = <Column extends Arrangeable>(
  columns: readonly Column[],
  layout: ColumnLayout,
): Arranged<Column>[] => {
  const arranged = inOrder(columns, layout.order).map((column) => ({
    ...column,
    isVisible: column.isFixed === true || (layout.visible[column.id] ?? column.isHiddenAtFirst !== true),
    isPinned: layout.pinned[column.id] ?? column.isPinnedAtFirst === true,
    chosenPx: layout.widthsPx[column.id] ?? null,
  }));
  return [...arranged.filter(({ isPinned }) => isPinned), ...arranged.filter(({ isPinned }) => !isPinned)];
};

/** Moves a column to the place of another one. */
export const moveColumn = (
  columns: readonly Arranged<Arrangeable>[],
  layout: ColumnLayout,
  from: number,
  to: number,
): ColumnLayout => {
  const order = columns.map(({ id }) => id);
  const [id] = order.splice(from, 1);
  if (id === undefined) return layout;
  order.splice(to, 0, id);
  // Among pinned columns it is pinned, among the others it is not.
  return { ...layout, order, pinned: { ...layout.pinned, [id]: columns[to]?.isPinned ?? false } };
};

/** The place of each column in the table's grid. A width that a person chose, and that of a pinned column, is fixed. */
export const tracksOf = (columns: readonly Arranged<Arrangeable & { grow?: number }>[]): string =>
  columns
    .map(({ widthPx, chosenPx, isPinned, grow }) =>
      chosenPx !== null || isPinned || grow === undefined
        ? `${chosenPx ?? widthPx}px`
        : `minmax(${widthPx}px, ${grow}fr)`,
    )
    .join(' ');
