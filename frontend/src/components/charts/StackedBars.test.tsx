import { MantineProvider } from '@mantine/core';
import { render, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { StackedBars } from './StackedBars.tsx';

const series = [
  { key: 'found', label: 'found', color: 'var(--chart-found)' },
  { key: 'error', label: 'failed', color: 'var(--chart-failed)' },
];
const points = [
  { label: '1 May', values: { found: 3, error: 1 } },
  { label: '2 May', values: { found: 1_200 } },
];
const chart = (
  <MantineProvider>
    <StackedBars title="Outcomes" labelHeading="Day" series={series} points={points} format={(n) => `${n} calls`} />
  </MantineProvider>
);

test('the picture is hidden from screen readers, and loads without complaints', async () => {
  await import('./StackedBarsPlot.tsx');
  const { container } = render(chart);
  await waitFor(() => expect(container.querySelector('.mantine-BarChart-root')).not.toBeNull());
  expect(screen.queryByRole('application')).toBeNull();
});

test('every value of the chart is in a table, also one that a series lacks', () => {
  render(chart);
  const rows = within(screen.getByRole('table', { name: 'Outcomes' })).getAllByRole('row');
  expect(rows.map((row) => row.textContent)).toEqual([
    'Dayfoundfailed',
    '1 May3 calls1 calls',
    '2 May1200 calls0 calls',
  ]);
  expect(screen.getByText('1203 calls found')).toBeInTheDocument();
  expect(screen.getByText('1 calls failed')).toBeInTheDocument();
});
