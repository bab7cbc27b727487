import { Badge, Table } from '@mantine/core';
import type { Provider } from '@tinygenesy/contract';
import { useProviderStats } from '../../../api/providers/getProviderStats.ts';
import { money } from '../../../words/money.ts';
import { percent } from '../../../words/numbers.ts';
import { durationWords } from '../../../words/time.ts';
import { enoughCalls } from '../../../words/usage.ts';

/** Match rate and median duration of a provider's calls in the last seven days. */
const Measured = ({ id }: { id: string }) => {
  const { data } = useProviderStats(id);
  if (data === undefined) return '…';
  const isMeasured = data.found + data.notFound >= enoughCalls;
  if (!isMeasured || data.hitRate === null || data.p50Ms === null) return 'not enough calls yet';
  return `${percent(data.hitRate)} match rate · ${durationWords(data.p50Ms)}/call`;
};

/** The enabled providers in the order of their calls: required input, measured match rate and speed, price. */
export const Waterfall = ({ providers, currency }: { providers: readonly Provider[]; currency: string }) => (
  <Table aria-label="Providers in order" verticalSpacing={5} horizontalSpacing={6} fz="sm">
    <Table.Tbody>
      {providers.map((provider, index) => (
        <Table.Tr key={provider.id}>
          <Table.Td w={24} c="dimmed">
            {index + 1}
          </Table.Td>
          <Table.Td fw={500}>
            {provider.name}{' '}
            {provider.usable ? null : (
              <Badge size="xs" color="red" variant="light" tt="none">
                not usable
              </Badge>
            )}
          </Table.Td>
          <Table.Td c="dimmed">needs {provider.needs.join(' and ')}</Table.Td>
          <Table.Td c="dimmed" className="tnum">
            <Measured id={provider.id} />
          </Table.Td>
          <Table.Td ta="right" className="tnum">
            {money(provider.priceMicros, currency)} {provider.charge === 'found' ? 'per number' : 'per call'}
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);
