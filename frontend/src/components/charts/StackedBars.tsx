import { ColorSwatch, Group, Skeleton, Table, Text, VisuallyHidden } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { StackedBarsProps } from './chart.ts';

/** The chart library is loaded where a chart is shown. */
const StackedBarsPlot = lazy(async () => ({ default: (await import('./StackedBarsPlot.tsx')).StackedBarsPlot }));

/** The series’ words with their colors and totals. */
const Legend = ({ series, points, format }: Pick<StackedBarsProps, 'series' | 'points' | 'format'>) => {
  const total = (key: string): number => points.reduce((sum, { values }) => sum + (values[key] ?? 0), 0);
  return (
    <Group gap="4px 12px" aria-hidden>
      {series.map(({ key, label, color }) => (
        <Group key={key} gap={5} wrap="nowrap">
          <ColorSwatch size={9} color={color} withShadow={false} />
          <Text size="xs" className="tnum">
            {format(total(key))} {label}
          </Text>
        </Group>
      ))}
    </Group>
  );
};

/** The chart’s values, for people who can’t see it. */
const ValuesTable = ({ title, labelHeading, series, points, format }: StackedBarsProps) => (
  <VisuallyHidden>
    <Table aria-label={title}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{labelHeading}</Table.Th>
          {series.map(({ key, label }) => (
            <Table.Th key={key} scope="col">
              {label}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {points.map(({ label, values }) => (
          <Table.Tr key={label}>
            <Table.Th scope="row">{label}</Table.Th>
            {series.map(({ key }) => (
              <Table.Td key={key}>{format(values[key] ?? 0)}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </VisuallyHidden>
);

/**
 * Stacked bars with a legend. Screen readers get a table of the same values instead of the picture. Bars need different
 * labels.
 */
export const StackedBars = (props: StackedBarsProps) => {
  const { heightPx = 140 } = props;
  return (
    <div>
      <div aria-hidden style={{ height: heightPx }}>
        <Suspense fallback={<Skeleton height={heightPx} />}>
          <StackedBarsPlot {...props} heightPx={heightPx} />
        </Suspense>
      </div>
      <Legend {...props} />
      <ValuesTable {...props} />
    </div>
  );
};
