import { Alert, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowBackUp, IconCheck, IconX } from '@tabler/icons-react';
import type { Import, ImportState } from '@tinygenesy/contract';
import { rowResults, hasLeads, undoneWords } from '../../../words/import.ts';
import { count, leadsWord } from '../../../words/numbers.ts';
import { ErrorsFile } from '../ErrorsFile.tsx';
import { UndoImport } from '../UndoImport.tsx';

const headings: Partial<Record<ImportState, { words: string; icon: typeof IconCheck; color: string }>> = {
  imported: { words: 'was imported', icon: IconCheck, color: 'var(--good-text)' },
  cancelled: { words: 'was cancelled', icon: IconX, color: 'var(--mantine-color-dimmed)' },
  failed: { words: 'was not completed', icon: IconAlertTriangle, color: 'var(--bad-text)' },
  undone: { words: 'was undone', icon: IconArrowBackUp, color: 'var(--mantine-color-dimmed)' },
};

/** Results of an import, which add up to its rows, with its download and undo. */
export const ImportResult = ({ one }: { one: Import }) => {
  const heading = headings[one.state];
  const results = rowResults(one.counts ?? {});
  const rows = one.rowCount ?? results.reduce((sum, result) => sum + result.count, 0);
  const Icon = heading?.icon ?? IconCheck;
  return (
    <Stack gap="xs">
      <Group gap={8} wrap="nowrap">
        <Icon size={20} color={heading?.color} aria-hidden />
        <Title order={3} size="h5" style={{ overflowWrap: 'anywhere' }}>
          “{one.fileName}” {heading?.words}
        </Title>
      </Group>
      <Text size="sm" className="tnum" role="status" aria-label="Import result">
        {count(rows)} {rows === 1 ? 'row' : 'rows'}
        {results.length === 0 ? '' : ': '}
        {results.map((result, index) => (
          <span key={result.key}>
            {index === 0 ? '' : ' + '}
            <b>{count(result.count)}</b> {result.label}
          </span>
        ))}
        .
        {one.tag === null || !hasLeads(one) ? null : (
          <Text span size="sm" c="dimmed">
            {' '}
            The leads have the tag “{one.tag}”.
          </Text>
        )}
      </Text>
      {one.suppressedCount === 0 ? null : (
        <Text size="sm">
          {leadsWord(one.suppressedCount)} {one.suppressedCount === 1 ? 'keeps' : 'keep'} an earlier do-not-contact
          mark.
        </Text>
      )}
      {one.undone === null ? null : (
        <Alert color="gray" variant="light" p="xs" role="status" aria-label="Undo result">
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
