import { Button, Text } from '@mantine/core';
import { useLeadHistory } from '../../../api/leads/getLeadHistory.ts';
import { momentWords } from '../../../words/time.ts';
import { QueryError } from '../../shell/QueryError.tsx';
import { fieldLabel, valueWords } from '../leadFields.ts';
import classes from './LeadPanel.module.css';

/** The source of a change in words. Sources are `person`, `import:3`, `provider:orion`, `job:7` and others. */
const sourceOf = (source: string, providerName: (id: string) => string): string => {
  const [kind, id] = source.split(':');
  if (kind === 'person') return 'by hand';
  if (kind === 'sample') return 'with the sample leads';
  if (kind === 'import') return `by import ${id ?? ''}`.trim();
  if (kind === 'provider') return `by ${providerName(id ?? '')}`;
  if (kind === 'timer') return 'by a scheduled retry';
  if (kind === 'job') return `by job ${id ?? ''}`.trim();
  return source;
};

/** Longer values are cut; hovering shows the rest. */
const maxShown = 120;
const Value = ({ value }: { value: unknown }) => {
  const words = valueWords(value);
  return words.length <= maxShown ? words : <span title={words}>{words.slice(0, maxShown)}…</span>;
};

/** The changes of a lead, newest first. */
export const LeadHistory = ({ leadId, providerName }: { leadId: number; providerName: (id: string) => string }) => {
  const history = useLeadHistory(leadId);
  if (history.isPending) {
    return (
      <Text size="xs" c="dimmed">
        Loading the history…
      </Text>
    );
  }
  if (history.isError) {
    return <QueryError query={history} failed="Couldn’t load the history" />;
  }
  const changes = history.data.pages.flatMap((page) => page.changes);
  if (changes.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        No changes yet.
      </Text>
    );
  }
  return (
    <div>
      {changes.map((change, index) => (
        <div key={index} className={classes['change']}>
          <b>{fieldLabel(change.field)}</b>: <Value value={change.old} /> → <Value value={change.new} />
          <Text size="xs" c="dimmed" span>
            {' '}
            · {sourceOf(change.source, providerName)}, {momentWords(change.at)}
          </Text>
        </div>
      ))}
      {history.hasNextPage ? (
        <Button
          size="compact-xs"
          variant="subtle"
          disabled={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {history.isFetchingNextPage ? 'Loading…' : 'Show older changes'}
        </Button>
      ) : null}
    </div>
  );
};
