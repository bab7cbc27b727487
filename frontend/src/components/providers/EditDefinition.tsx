import { Alert, Text } from '@mantine/core';
import type { Provider } from '@tinygenesy/contract';
import { useState } from 'react';
import { useActiveJobs } from '../../api/jobs/getJobs.ts';
import { useChangeDefinition } from '../../api/providers/changeDefinition.ts';
import { useDefinitionText } from '../../api/providers/getDefinitionText.ts';
import { tell } from '../../app/notify.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { Loaded } from '../shell/Loaded.tsx';
import { DefinitionEditor } from './DefinitionEditor.tsx';

const words = {
  save: 'Save new version',
  saving: 'Saving…',
  anyway: 'Save anyway',
  failed: 'Couldn’t save the definition',
};

/** Says when a new version takes effect. */
const TakesEffect = ({ provider, version }: { provider: Provider; version: number }) => {
  const { data: active } = useActiveJobs();
  const isCalled = provider.enabled && (active?.jobs ?? []).some(({ kind }) => kind === 'phone_lookup');
  const when = `Calls from then on use version ${version + 1}. Calls that are running end with version ${version}, and earlier calls keep the version they were made with.`;
  return (
    <>
      {isCalled ? (
        <Alert color="yellow" variant="light" p="xs" title="Phone lookups are running">
          <Text size="sm">
            The new version takes effect with their next call of {provider.name}, without a restart.
          </Text>
        </Alert>
      ) : null}
      <Text size="sm" c="dimmed">
        {when} The key, your price and the settings stay. The new version needs a test run of its own.
      </Text>
    </>
  );
};

/** Dialog that edits the definition of a provider and saves it as a new version. */
export const EditDefinition = ({ provider, onClose }: { provider: Provider; onClose: () => void }) => {
  // The version that is edited: a later one of somebody else refuses the save.
  const [version] = useState(provider.definitionVersion ?? 1);
  const text = useDefinitionText(provider.id, version);
  const change = useChangeDefinition();
  const save = (definition: string, acceptFailedExamples: boolean): void =>
    change.mutate(
      { id: provider.id, version, definition, acceptFailedExamples },
      {
        onSuccess: (saved) => {
          tell(
            `Version ${saved.definitionVersion ?? version + 1} of ${saved.name} saved. It is used from the next call.`,
          );
          onClose();
        },
      },
    );
  return (
    <Dialog opened onClose={onClose} title={`Edit definition of ${provider.name} (version ${version})`} size="lg">
      <Loaded query={text} loading="Loading the definition…" failed="Couldn’t load the definition">
        {(initial) => (
          <DefinitionEditor
            initial={initial}
            words={words}
            note={<TakesEffect provider={provider} version={version} />}
            isSaving={change.isPending}
            error={change.error}
            onSave={save}
          />
        )}
      </Loaded>
    </Dialog>
  );
};
