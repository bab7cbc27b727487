import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';
import type { StackedBarsProps } from './chart.ts';

/** The picture of stacked bars. Loaded by `StackedBars`, which also has the words. */
export const StackedBarsPlot = ({ series, points, format, heightPx }: StackedBarsProps & { heightPx: number }) => (
  <BarChart
    h={heightPx}
    type="stacked"
    data={points.map(({ label, values }) => ({ label, ...values }))}
    dataKey="label"
    series={series.map(({ key, label, color }) => ({ name: key, label, color }))}
    valueFormatter={format}
    tickLine="none"
    gridAxis="x"
    maxBarWidth={28}
    xAxisProps={{ minTickGap: 16, interval: 'preserveStartEnd' }}
    yAxisProps={{ width: 44, allowDecimals: false }}
    // A line in the page's color parts neighbors whose colors look alike.
    barProps={{ isAnimationActive: false, stroke: 'var(--mantine-color-body)', strokeWidth: 1 }}
    barChartProps={{ accessibilityLayer: false }}
  />
);
