import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { Import } from '@tinygenesy/contract';
import { useState } from 'react';
import { Link } from 'react-router';
import { useDeleteImport } from '../../../api/imports/deleteImport.ts';
import { tellError } from '../../../app/notify.ts';
import {
  resultWords,
  hasLeads,
  importStateColor,
  importStateWords,
  sizeWords,
  undoneWords,
} from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import { momentWords } from '../../../words/time.ts';
import { ErrorsFile } from '../ErrorsFile.tsx';
import { UndoImport } from '../UndoImport.tsx';
import { useImportAddress } from '../useImportAddress.ts';

const summary = (one: Import): string => {
  if (one.state === 'draft') return 'Not imported yet. Your leads are unchanged.';
  const rows = one.rowCount === null ? null : `${count(one.rowCount)} ${one.rowCount === 1 ? 'row' : 'rows'}`;
  return [rows, resultWords(one.counts)].filter((part) => part !== null).join(': ');
};

const DeleteDraft = ({ one }: { one: Import }) => {
  const remove = useDeleteImport();
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking) {
    return (
      <Button size="xs" variant="subtle" color="gray" onClick={() => setIsAsking(true)}>
        Delete draft
      </Button>
    );
  }
  return (
    <Group gap={6}>
      <Button
        size="xs"
        color="red"
        disabled={remove.isPending}
        onClick={() => remove.mutate(one.id, { onError: (error) => tellError('Couldn’t delete the draft', error) })}
      >
        {remove.isPending ? 'Deleting…' : 'Yes, delete draft'}
      </Button>
      <Button size="xs" variant="default" autoFocus onClick={() => setIsAsking(false)}>
        Keep draft
      </Button>
    </Group>
  );
};

/** One import with its state, result and actions. */
export const ImportCard = ({ one }: { one: Import }) => {
  const { show } = useImportAddress();
  const isDraft = one.state === 'draft';
  return (
    <Card withBorder padding="sm" component="article" aria-label={one.fileName}>
      <Stack gap={6}>
        <Group justify="space-between" wrap="nowrap" align="start">
          <div style={{ minWidth: 0 }}>
            <Title order={2} size="sm" style={{ overflowWrap: 'anywhere' }}>
              {one.fileName}
            </Title>
            <Text size="xs" c="dimmed">
              {momentWords(one.committedAt ?? one.createdAt)} · {sizeWords(one.sizeBytes)}
            </Text>
          </div>
          <Badge size="sm" variant="light" color={importStateColor(one.state)} tt="none" style={{ flex: 'none' }}>
            {importStateWords(one.state)}
          </Badge>
        </Group>
        <Text size="sm" className="tnum">
          {summary(one)}
        </Text>
        {one.undone === null ? null : <Text size="sm">Undone: {undoneWords(one.undone)}.</Text>}
        <Group gap={6} align="start">
          <Button size="xs" variant={isDraft ? 'filled' : 'default'} onClick={() => show(one.id)}>
            {isDraft ? 'Continue import' : 'Open import'}
          </Button>
          {isDraft ? (
            <DeleteDraft one={one} />
          ) : (
            <>
              {hasLeads(one) ? (
                <Button
                  size="xs"
                  variant="default"
                  component={Link}
                  to={{ pathname: '/leads', search: `importId=${one.id}` }}
                >
                  Show imported leads
                </Button>
              ) : null}
              <ErrorsFile one={one} />
              <UndoImport one={one} />
            </>
          )}
        </Group>
      </Stack>
    </Card>
  );
};
