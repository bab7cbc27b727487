import { CloseButton, Group, Text } from '@mantine/core';
import type { LeadFilter } from '@tinygenesy/contract';
import type { ReactNode } from 'react';
import { useImport } from '../../../api/imports/getImport.ts';
import { without } from './filterFields.ts';

const Chip = ({ children, clearLabel, onClear }: { children: ReactNode; clearLabel: string; onClear: () => void }) => (
  <Group gap={2} wrap="nowrap" bg="var(--mantine-color-indigo-light)" px={8} h={30} style={{ borderRadius: 4 }}>
    <Text size="xs">{children}</Text>
    <CloseButton size="xs" aria-label={clearLabel} onClick={onClear} />
  </Group>
);

const ImportName = ({ id }: { id: number }) => {
  const { data } = useImport(id);
  return data === undefined ? `Import ${id}` : `From “${data.fileName}”`;
};

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
      {filter.importId === undefined ? null : (
        <Chip clearLabel="Show leads of all imports" onClear={clear('importId')}>
          <ImportName id={filter.importId} />
        </Chip>
      )}
      {filter.suppressed === undefined ? null : (
        <Chip clearLabel="Clear suppression list filter" onClear={clear('suppressed')}>
          {filter.suppressed ? 'On the suppression list' : 'Not on the suppression list'}
        </Chip>
      )}
      {filter.q === undefined ? null : (
        <Chip clearLabel="Clear search" onClear={clear('q')}>
          “{filter.q}”
        </Chip>
      )}
      {filter.tag === undefined ? null : (
        <Chip clearLabel="Clear tag filter" onClear={clear('tag')}>
          Tag {filter.tag.join(', ')}
        </Chip>
      )}
    </>
  );
};
