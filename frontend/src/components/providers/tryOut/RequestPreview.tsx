import { Alert, Text } from '@mantine/core';
import type { DefinitionChecked } from '@tinygenesy/contract';
import { LongText } from './LongText.tsx';

const prettyBody = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
};

/** The request of a call as text, as it is sent. */
const requestText = ({ method, url, headers, body }: NonNullable<DefinitionChecked['request']>): string =>
  [
    `${method} ${url}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === null ? [] : ['', prettyBody(body)]),
  ].join('\n');

/** The request for the chosen lead, or what the lead lacks. */
export const RequestPreview = ({ request, missing }: Pick<DefinitionChecked, 'request' | 'missing'>) => {
  if (missing !== null) {
    return (
      <Alert color="yellow" variant="light" p="xs" title="No call would be made">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {missing.text}
          {missing.code === 'missing_input' ? '. The lead lacks it, so nothing is sent or charged.' : ''}
        </Text>
      </Alert>
    );
  }
  if (request === null) return null;
  return (
    <>
      <LongText label="Request for this lead" maxHeight={280} text={requestText(request)} />
      <Text size="xs" c="dimmed">
        *** stands for a key or an access token.{' '}
        {request.sent.length === 0
          ? 'No field of the lead is sent.'
          : `Fields of the lead that are sent: ${request.sent.join(', ')}.`}
      </Text>
    </>
  );
};
