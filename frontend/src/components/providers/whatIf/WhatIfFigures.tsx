import { Table, Text } from '@mantine/core';
import { type WhatIf, type WhatIfFigures as Figures, whatIfLinesPerLead } from '@tinygenesy/contract';
import { useWhatIf } from '../../../api/providers/getWhatIf.ts';
import { money } from '../../../words/money.ts';
import { count, leadsWord } from '../../../words/numbers.ts';
import { spanWords } from '../../../words/time.ts';
import { Loaded } from '../../shell/Loaded.tsx';
import { rangeWords } from './rangeWords.ts';

const rows = (currency: string): { label: string; words: (figures: Figures) => string }[] => [
  { label: 'Numbers found', words: ({ numbers }) => rangeWords(numbers, count) },
  { label: 'Cost', words: ({ costMicros }) => rangeWords(costMicros, (micros) => money(micros, currency)) },
  { label: 'Time', words: ({ seconds }) => rangeWords(seconds, spanWords) },
];

/** Says why there are ranges. */
const unknownWords = ({ today, whatIf }: WhatIf): string | null => {
  const inOrder = (figures: Figures): string =>
    `${leadsWord(figures.unknownLeads)} ${figures.unknownLeads === 1 ? 'has' : 'have'} an unknown answer`;
  const parts = [
    ...(today.unknownLeads > 0 ? [`${inOrder(today)} in today’s order`] : []),
    ...(whatIf.unknownLeads > 0 ? [`${inOrder(whatIf)} in the order to try`] : []),
  ];
  return parts.length === 0
    ? null
    : `${parts.join(', ')}: a provider was never asked about them, or failed. The ranges cover both possibilities.`;
};

/** Says of how many leads not all is read. */
const cutWords = ({ cutLeads }: WhatIf): string | null =>
  cutLeads === 0
    ? null
    : `${leadsWord(cutLeads)} ${cutLeads === 1 ? 'has' : 'have'} more than ${whatIfLinesPerLead} entries in the usage: only the latest ${whatIfLinesPerLead} are played.`;

const Comparison = ({ data, currency }: { data: WhatIf; currency: string }) => {
  if (data.leads === 0) return <Text size="sm">Not enough calls yet: no lead has an answer to compare.</Text>;
  const unknown = unknownWords(data);
  return (
    <>
      <Table aria-label="Today and what if" fz="sm" verticalSpacing={4} horizontalSpacing={6} layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{leadsWord(data.leads)}</Table.Th>
            <Table.Th scope="col">Today</Table.Th>
            <Table.Th scope="col">What if</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows(currency).map(({ label, words }) => (
            <Table.Tr key={label}>
              <Table.Th scope="row" fw={400}>
                {label}
              </Table.Th>
              <Table.Td className="tnum">{words(data.today)}</Table.Td>
              <Table.Td className="tnum">{words(data.whatIf)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        Played with the answers in the usage, about the leads with the latest answers. {unknown} {cutWords(data)}
      </Text>
    </>
  );
};

/** Figures of an order beside today’s. */
export const WhatIfFigures = ({ order, currency }: { order: readonly string[]; currency: string }) => (
  <div role="status" aria-label="What if, compared">
    <Loaded query={useWhatIf(order)} loading="Comparing…" failed="Couldn’t compare the orders">
      {(data) => <Comparison data={data} currency={currency} />}
    </Loaded>
  </div>
);
