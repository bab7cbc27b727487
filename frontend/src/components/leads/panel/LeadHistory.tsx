import { Button, Text } from '@mantine/core';
import { useLeadHistory } from '../../../api/leads/getLeadHistory.ts';
import { momentWords } from '../../../words/time.ts';
import { QueryError } from '../../shell/QueryError.tsx';
import { fieldLabel, valueWords } from '../leadFields.ts';
import { type HistoryEvent, historyEvents } from './historyEvents.ts';
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
const Value = ({ value, field }: { value: unknown; field: string }) => {
  const words = valueWords(value, field);
  return words.length <= maxShown ? words : <span title={words}>{words.slice(0, maxShown)}…</span>;
};

type EventProps = { event: HistoryEvent; providerName: (id: string) => string };

const ChangeLine = ({ change: { field, old, new: next } }: { change: HistoryEvent['changes'][number] }) => (
  <>
    <b>{fieldLabel(field)}</b>: <Value value={old} field={field} /> → <Value value={next} field={field} />
  </>
);

/** The changes of one event. More than one are folded. */
const Event = ({ event: { source, at, changes, isCreation }, providerName }: EventProps) => {
  const by = sourceOf(source, providerName);
  const [only] = changes;
  if (only !== undefined && changes.length === 1) {
    return (
      <div className={classes['change']}>
        <ChangeLine change={only} />
        <Text size="xs" c="dimmed" span>
          {' '}
          · {by}, {momentWords(at)}
        </Text>
      </div>
    );
  }
  return (
    <details className={classes['event']}>
      <summary>
        <b>{isCreation ? `Created ${by}` : changes.map(({ field }) => fieldLabel(field)).join(', ')}</b>
        <Text size="xs" c="dimmed" span>
          {' '}
          · {isCreation ? '' : `${by}, `}
          {momentWords(at)}
        </Text>
      </summary>
      {changes.map((change, index) => (
        <div key={index} className={classes['change']}>
          {isCreation ? (
            <>
              <b>{fieldLabel(change.field)}</b>: <Value value={change.new} field={change.field} />
            </>
          ) : (
            <ChangeLine change={change} />
          )}
        </div>
      ))}
    </details>
  );
};

/** The changes of a lead by event, newest first. */
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
      {historyEvents(changes, !history.hasNextPage).map((event) => (
        <Event
          key={`${event.source} ${event.at} ${event.changes[0]?.field ?? ''}`}
          event={event}
          providerName={providerName}
        />
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
