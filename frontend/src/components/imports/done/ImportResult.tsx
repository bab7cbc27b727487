import { Alert, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react';
import type { Import, ImportState } from '@tinygenesy/contract';
import { fatesOf, hasLeads, undoneWords } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import { ErrorsFile } from '../ErrorsFile.tsx';
import { UndoImport } from '../UndoImport.tsx';

const headings: Partial<Record<ImportState, { words: string; icon: typeof IconCheck; color: string }>> = {
  imported: { words: 'is in your leads', icon: IconCheck, color: 'var(--good-text)' },
  cancelled: { words: 'was cancelled on the way', icon: IconX, color: 'var(--mantine-color-dimmed)' },
  failed: { words: 'could not be finished', icon: IconAlertTriangle, color: 'var(--bad-text)' },
  undone: { words: 'was taken back', icon: IconArrowBackUp, color: 'var(--mantine-color-dimmed)' },
};

/** What became of the rows of an import, in numbers that add up, and what can be done about it. */
export const ImportResult = ({ one }: { one: Import }) => {
  const heading = headings[one.state];
  const fates = fatesOf(one.counts ?? {});
  const rows = one.rowCount ?? fates.reduce((sum, fate) => sum + fate.count, 0);
  const Icon = heading?.icon ?? IconCheck;
  return (
    <Stack gap="xs">
      <Group gap={8} wrap="nowrap">
        <Icon size={20} color={heading?.color} aria-hidden />
        <Title order={3} size="h5" style={{ overflowWrap: 'anywhere' }}>
          “{one.fileName}” {heading?.words}
        </Title>
      </Group>
      <Text size="sm" className="tnum" role="status" aria-label="What became of the rows">
        {count(rows)} {rows === 1 ? 'row' : 'rows'}
        {fates.length === 0 ? '' : ': '}
        {fates.map((fate, index) => (
          <span key={fate.key}>
            {index === 0 ? '' : ' + '}
            <b>{count(fate.count)}</b> {fate.label}
          </span>
        ))}
        .
        {one.tag === null || !hasLeads(one) ? null : (
          <Text span size="sm" c="dimmed">
            {' '}
            Their tag is “{one.tag}”.
          </Text>
        )}
      </Text>
      {one.suppressedCount === 0 ? null : (
        <Text size="sm">
          {count(one.suppressedCount)} of them {one.suppressedCount === 1 ? 'was' : 'were'} marked do-not-contact
          earlier; the mark stays.
        </Text>
      )}
      {one.undone === null ? null : (
        <Alert color="gray" variant="light" p="xs" role="status" aria-label="What the undo came to">
          <Text size="sm">Leads: {undoneWords(one.undone)}.</Text>
        </Alert>
      )}
      <Group gap="xs" align="start">
        <ErrorsFile one={one} />
        <UndoImport one={one} />
      </Group>
    </Stack>
  );
};
