import { Anchor, Badge, Button, Card, Group, Stack, Tabs, Text, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import type { Provider, ProviderDirectory } from '@tinygenesy/contract';
import { useState } from 'react';
import { useAddProvider } from '../../api/providers/addProvider.ts';
import { useProviderDirectory } from '../../api/providers/getProviderDirectory.ts';
import { useProviders } from '../../api/providers/getProviders.ts';
import { tell } from '../../app/notify.ts';
import { creditsWord } from '../../words/numbers.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';
import { Loaded } from '../shell/Loaded.tsx';
import { NewDefinition } from './NewDefinition.tsx';

type Entry = ProviderDirectory['providers'][number];

type DirectoryEntryProps = { entry: Entry; isAdded: boolean; isAdding: boolean; onAdd: () => void };

/** A provider of the directory: what it needs and costs, and what its documentation leaves open. */
const DirectoryEntry = ({ entry, isAdded, isAdding, onAdd }: DirectoryEntryProps) => (
  <Card withBorder padding="sm" component="article" aria-label={entry.name}>
    <Group justify="space-between" wrap="nowrap" align="start">
      <div>
        <Group gap="xs">
          <Text fw={600} size="sm">
            {entry.name}
          </Text>
          <Badge size="xs" variant="light" color="yellow" tt="none">
            Not yet tested with a real key
          </Badge>
        </Group>
        <Text size="xs" c="dimmed">
          Needs {entry.needs.join(', or ')} · at most {creditsWord(entry.reserveCredits)} per call ·{' '}
          <Anchor href={entry.docs} target="_blank" rel="noreferrer" size="xs">
            Documentation
          </Anchor>
        </Text>
        <Text size="xs" mt={4}>
          Unconfirmed: {entry.unconfirmed.join(' ')}
        </Text>
      </div>
      <Button
        size="compact-sm"
        variant="default"
        flex="none"
        disabled={isAdded || isAdding}
        aria-label={isAdded ? `${entry.name} is added` : `Add ${entry.name}`}
        onClick={onAdd}
      >
        {isAdded ? 'Added' : 'Add'}
      </Button>
    </Group>
  </Card>
);

const matches = (entry: Entry, text: string): boolean =>
  `${entry.name} ${entry.needs.join(' ')}`.toLowerCase().includes(text.trim().toLowerCase());

const Directory = ({ onAdded }: { onAdded: (provider: Provider) => void }) => {
  const directory = useProviderDirectory();
  const { data: added = [] } = useProviders();
  const add = useAddProvider();
  const [search, setSearch] = useState('');
  return (
    <Stack gap="sm" mt="sm">
      <TextInput
        aria-label="Search the directory"
        placeholder="Name or required field"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      <ErrorAlert title="Couldn’t add the provider" error={add.error} />
      <Loaded query={directory} loading="Loading the directory…" failed="Couldn’t load the directory">
        {(entries) => {
          const found = entries.filter((entry) => matches(entry, search));
          return found.length === 0 ? (
            <Text size="sm" c="dimmed">
              The directory has no such provider. Write your own definition.
            </Text>
          ) : (
            found.map((entry) => (
              <DirectoryEntry
                key={entry.id}
                entry={entry}
                isAdded={added.some(({ id }) => id === entry.id)}
                isAdding={add.isPending}
                onAdd={() => add.mutate({ directoryId: entry.id }, { onSuccess: onAdded })}
              />
            ))
          );
        }}
      </Loaded>
    </Stack>
  );
};

/** Button and dialog that add a provider: from the directory, or by a definition. */
export const AddProvider = () => {
  const [opened, setOpened] = useState(false);
  const close = (): void => setOpened(false);
  const onAdded = (provider: Provider): void => {
    close();
    const what = provider.settings.length > 0 ? `${provider.settings[0]?.label ?? 'settings'} and key` : 'key';
    tell(`${provider.name} added. It is off: enter its ${what}, make a test run, then switch it on.`);
  };
  return (
    <>
      <Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => setOpened(true)}>
        Add provider
      </Button>
      <Dialog opened={opened} onClose={close} title="Add provider" size="lg">
        <Tabs defaultValue="directory">
          <Tabs.List>
            <Tabs.Tab value="directory">Directory</Tabs.Tab>
            <Tabs.Tab value="own">Own definition</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="directory">
            <Directory onAdded={onAdded} />
          </Tabs.Panel>
          <Tabs.Panel value="own">
            <NewDefinition onAdded={onAdded} />
          </Tabs.Panel>
        </Tabs>
      </Dialog>
    </>
  );
};
