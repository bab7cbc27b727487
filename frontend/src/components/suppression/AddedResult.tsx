import { Alert, List, Text } from '@mantine/core';
import type { SuppressionsAdded } from '@tinygenesy/contract';
import { count } from '../../words/numbers.ts';
import { addedWords, columnWords } from '../../words/suppression.ts';

const mostShown = 100;

/** Result of an upload: counts, the columns read, and each value that was not understood with its line. */
export const AddedResult = ({ added }: { added: SuppressionsAdded }) => {
  const shown = added.notUnderstood.slice(0, mostShown);
  const more = added.notUnderstoodCount - shown.length;
  return (
    <Alert
      color={added.notUnderstoodCount === 0 ? 'green' : 'yellow'}
      variant="light"
      role="status"
      aria-label="Result"
    >
      <Text size="sm">{addedWords(added)}</Text>
      {columnWords(added) === null ? null : <Text size="sm">{columnWords(added)}</Text>}
      {shown.length === 0 ? null : (
        <List size="sm" mt={4} mah={240} style={{ overflowY: 'auto' }} aria-label="Not understood">
          {shown.map(({ line, text, message }, index) => (
            <List.Item key={index}>
              Line {count(line)}: “{text}” {message}
            </List.Item>
          ))}
          {more > 0 ? <List.Item>{count(more)} more</List.Item> : null}
        </List>
      )}
    </Alert>
  );
};
