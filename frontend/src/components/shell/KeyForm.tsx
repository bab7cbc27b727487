import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { errorWords } from '../../api/ApiProblem.ts';
import { useStartSession } from '../../api/session/startSession.ts';

/** Asks for the API key of the server, once in this browser. */
export const KeyForm = () => {
  const start = useStartSession();
  const [key, setKey] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate(key);
      }}
    >
      <Stack p="xl" maw={420} mx="auto" mt="10vh">
        <Title order={2} size="h4">
          Enter the API key
        </Title>
        <Text size="sm" c="dimmed">
          The key is the server’s API_KEY setting. You enter it once in this browser.
        </Text>
        <PasswordInput
          label="API key"
          value={key}
          error={start.error === null ? null : errorWords(start.error)}
          onChange={(event) => setKey(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <Button type="submit" disabled={start.isPending}>
          {start.isPending ? 'Checking the key…' : 'Continue'}
        </Button>
      </Stack>
    </form>
  );
};
