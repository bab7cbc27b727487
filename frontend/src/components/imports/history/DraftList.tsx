import { Button, Group, Text, Title } from '@mantine/core';
import type { Import } from '@tinygenesy/contract';
import { useState } from 'react';
import { useDeleteImport } from '../../../api/imports/deleteImport.ts';
import { tellError } from '../../../app/notify.ts';
import { sizeWords } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import { momentWords } from '../../../words/time.ts';
import { useImportAddress } from '../useImportAddress.ts';
import classes from './ImportTable.module.css';

const DeleteDraft = ({ one }: { one: Import }) => {
  const remove = useDeleteImport();
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking) {
    return (
      <Button
        size="compact-xs"
        variant="subtle"
        color="gray"
        aria-label={`Delete draft: ${one.fileName}`}
        onClick={() => setIsAsking(true)}
      >
        Delete
      </Button>
    );
  }
  return (
    <Group gap={6}>
      <Button
        size="compact-xs"
        color="red"
        disabled={remove.isPending}
        onClick={() => remove.mutate(one.id, { onError: (error) => tellError('Couldn’t delete the draft', error) })}
      >
        {remove.isPending ? 'Deleting…' : 'Yes, delete draft'}
      </Button>
      <Button size="compact-xs" variant="default" autoFocus onClick={() => setIsAsking(false)}>
        Keep draft
      </Button>
    </Group>
  );
};

/** More drafts begin collapsed, so that the imports below stay in view. */
const shownAtFirst = 3;

/** Uploaded files that were not imported yet. */
export const DraftList = ({ drafts }: { drafts: readonly Import[] }) => {
  const { show } = useImportAddress();
  const [showsAll, setShowsAll] = useState(false);
  if (drafts.length === 0) return null;
  const shown = showsAll ? drafts : drafts.slice(0, shownAtFirst);
  return (
    <section aria-label="Drafts">
      <Title order={2} size="h6" mb={4}>
        Drafts
      </Title>
      <Text size="xs" c="dimmed" mb={8}>
        Uploaded, not imported. A draft is deleted after a week.
      </Text>
      <div className={classes['drafts']} role="list">
        {shown.map((one) => (
          <div key={one.id} className={classes['draft']} role="listitem" aria-label={one.fileName}>
            <div className={classes['draftName']}>
              <Text size="sm">{one.fileName}</Text>
              <Text size="xs" c="dimmed">
                {momentWords(one.createdAt)} · {sizeWords(one.sizeBytes)}
              </Text>
            </div>
            <Group gap={12}>
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Continue import: ${one.fileName}`}
                onClick={() => show(one.id)}
              >
                Continue
              </Button>
              <DeleteDraft one={one} />
            </Group>
          </div>
        ))}
      </div>
      {drafts.length > shown.length ? (
        <Button size="compact-xs" variant="subtle" onClick={() => setShowsAll(true)}>
          Show {count(drafts.length - shown.length)} more {drafts.length - shown.length === 1 ? 'draft' : 'drafts'}
        </Button>
      ) : null}
    </section>
  );
};
