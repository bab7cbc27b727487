import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Import } from '@tinygenesy/contract';
import { leftOutCount } from '../../words/import.ts';
import { count } from '../../words/numbers.ts';

/** Downloads rows that were skipped or not imported, so that the user can correct and import them. */
export const ErrorsFile = ({ one }: { one: Pick<Import, 'id' | 'counts'> }) => {
  const rows = leftOutCount(one.counts);
  return rows === 0 ? null : (
    <Button
      component="a"
      href={`/imports/${one.id}/errors.csv`}
      download
      size="xs"
      h="auto"
      mih={30}
      py={4}
      variant="default"
      // On a small screen the words take two lines.
      styles={{ label: { height: 'auto', whiteSpace: 'normal', lineHeight: 1.3 } }}
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      Download {count(rows)} skipped or not imported {rows === 1 ? 'row' : 'rows'}
    </Button>
  );
};
