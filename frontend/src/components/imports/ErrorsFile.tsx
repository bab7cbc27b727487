import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { Import } from '@tinygenesy/contract';
import { leftOutCount } from '../../words/import.ts';
import { count } from '../../words/numbers.ts';

/** The rows that did not go in as a file, to be mended and imported again. */
export const ErrorsFile = ({ one }: { one: Pick<Import, 'id' | 'counts'> }) => {
  const rows = leftOutCount(one.counts);
  return rows === 0 ? null : (
    <Button
      component="a"
      href={`/imports/${one.id}/errors.csv`}
      download
      size="xs"
      variant="default"
      leftSection={<IconDownload size={14} />}
    >
      Download the {rows === 1 ? 'row' : `${count(rows)} rows`} that did not go in
    </Button>
  );
};
