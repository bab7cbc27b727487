import { CloseButton, Group, Text } from '@mantine/core';
import type { LeadFilter } from '@tinygenesy/contract';
import type { ReactNode } from 'react';
import { without } from './filterFields.ts';

const Chip = ({ children, clearLabel, onClear }: { children: ReactNode; clearLabel: string; onClear: () => void }) => (
  <Group gap={2} wrap="nowrap" bg="var(--mantine-color-indigo-light)" px={8} h={30} style={{ borderRadius: 4 }}>
    <Text size="xs">{children}</Text>
    <CloseButton size="xs" aria-label={clearLabel} onClick={onClear} />
  </Group>
);

/** Filters that a link or the search sets. The user can only clear them here. */
export const FilterChips = ({ filter, onFilter }: { filter: LeadFilter; onFilter: (filter: LeadFilter) => void }) => {
  const clear = (name: keyof LeadFilter) => (): void => onFilter(without(filter, name));
  return (
    <>
      {filter.jobId === undefined ? null : (
        <Chip clearLabel="Show leads of all jobs" onClear={clear('jobId')}>
          Job {filter.jobId}
        </Chip>
      )}
      {filter.q === undefined ? null : (
        <Chip clearLabel="Clear search" onClear={clear('q')}>
          “{filter.q}”
        </Chip>
      )}
    </>
  );
};
