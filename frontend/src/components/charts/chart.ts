export type ChartSeries = {
  key: string;
  /** The word beside the color: no meaning is told by color alone. */
  label: string;
  /** A CSS color, such as `var(--chart-found)`. Needs a contrast of 3:1 to the page in light and dark. */
  color: string;
};
/** A bar: its label, and a value per series. */
export type ChartPoint = { label: string; values: Readonly<Record<string, number>> };

export type StackedBarsProps = {
  /** What the chart shows: the name of its table. */
  title: string;
  /** Heading of the labels' column, such as "Day". */
  labelHeading: string;
  series: readonly ChartSeries[];
  points: readonly ChartPoint[];
  /** Writes a value, with its unit. */
  format: (value: number) => string;
  heightPx?: number;
};
