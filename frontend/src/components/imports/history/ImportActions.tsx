import { Button, Group } from '@mantine/core';
import type { Import } from '@tinygenesy/contract';
import { Link } from 'react-router';
import { canUndo, hasLeads, leftOutCount } from '../../../words/import.ts';
import { count } from '../../../words/numbers.ts';
import { importAddress } from '../../leads/state/listState.ts';

/** Actions of an import in the history. */
export const ImportActions = ({ one, onUndo }: { one: Import; onUndo: () => void }) => {
  const leftOut = leftOutCount(one.counts);
  const label = (action: string): string => `${action}: ${one.fileName}`;
  return (
    <Group gap={6}>
      {hasLeads(one) && one.state !== 'undoing' ? (
        <Button
          size="compact-xs"
          variant="default"
          component={Link}
          to={importAddress(one.id)}
          aria-label={label('Show leads')}
        >
          Show leads
        </Button>
      ) : null}
      {leftOut > 0 && one.state !== 'importing' ? (
        <Button
          size="compact-xs"
          variant="default"
          component="a"
          href={`/imports/${one.id}/errors.csv`}
          download
          title={`Download ${count(leftOut)} skipped or not imported ${leftOut === 1 ? 'row' : 'rows'}`}
          aria-label={label('Download errors')}
        >
          Errors
        </Button>
      ) : null}
      {canUndo(one) ? (
        <Button size="compact-xs" variant="default" aria-label={label('Undo')} onClick={onUndo}>
          Undo
        </Button>
      ) : null}
    </Group>
  );
};
