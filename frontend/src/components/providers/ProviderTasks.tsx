import { Button, Group } from '@mantine/core';
import type { Provider } from '@tinygenesy/contract';
import { useState } from 'react';
import { useDeleteProvider } from '../../api/providers/deleteProvider.ts';
import { tell, tellError } from '../../app/notify.ts';
import { ConfirmDialog } from '../shell/Dialog.tsx';
import { EditDefinition } from './EditDefinition.tsx';
import { ProviderBudget } from './ProviderBudget.tsx';
import { ProviderSecrets } from './ProviderSecrets.tsx';
import { ProviderSettings } from './ProviderSettings.tsx';
import { TestRun } from './TestRun.tsx';

export type Task = 'settings' | 'budget' | 'secrets' | 'test';

const DeleteProvider = ({ provider }: { provider: Provider }) => {
  const remove = useDeleteProvider();
  const [asks, setAsks] = useState(false);
  const confirmed = (): void =>
    remove.mutate(provider.id, {
      onSuccess: () => tell(`${provider.name} deleted.`),
      onError: (error) => tellError(`Couldn’t delete ${provider.name}`, error),
    });
  return (
    <>
      <Button size="compact-xs" variant="subtle" color="red" onClick={() => setAsks(true)}>
        Delete
      </Button>
      {asks ? (
        <ConfirmDialog
          title={`Delete ${provider.name}?`}
          confirm="Delete provider"
          cancel="Keep it"
          onConfirm={confirmed}
          onClose={() => setAsks(false)}
        >
          Its settings and keys are deleted. Its calls and costs stay in the usage. To add it again, you enter the key
          again.
        </ConfirmDialog>
      ) : null}
    </>
  );
};

const keyTaskWords = ({ settings, secrets, missing }: Provider): string => {
  const verb = missing.length === 0 && secrets.some(({ setAt }) => setAt !== null) ? 'Change' : 'Enter';
  return settings.length > 0
    ? `${verb} key and settings`
    : verb === 'Change' || secrets.some(({ setAt }) => setAt)
      ? 'Change key'
      : 'Enter key';
};

type ProviderTasksProps = {
  provider: Provider;
  currency: string;
  open: Task | null;
  onOpen: (task: Task | null) => void;
};

/** Buttons of a provider card, and the form that a button opened. */
export const ProviderTasks = ({ provider, currency, open, onOpen: setOpen }: ProviderTasksProps) => {
  const [isEditing, setEditing] = useState(false);
  /** The button that gets the focus back when its form is closed. */
  const [last, setLast] = useState<Task | null>(null);
  const close = (): void => {
    setLast(open);
    setOpen(null);
  };
  if (open === 'settings') return <ProviderSettings provider={provider} currency={currency} onDone={close} />;
  if (open === 'budget') return <ProviderBudget provider={provider} currency={currency} onDone={close} />;
  if (open === 'secrets') return <ProviderSecrets provider={provider} onDone={close} />;
  if (open === 'test') return <TestRun provider={provider} onDone={close} />;
  const button = (task: Task, words: string) => (
    <Button size="compact-xs" variant="subtle" autoFocus={last === task} onClick={() => setOpen(task)}>
      {words}
    </Button>
  );
  return (
    <Group gap={4}>
      {button('settings', 'Change price and limits')}
      {button('budget', provider.budget.perDayMicros === null ? 'Set budget' : 'Change budget')}
      {button('secrets', keyTaskWords(provider))}
      {button('test', 'Test run')}
      {provider.definitionVersion === null ? null : (
        <Button size="compact-xs" variant="subtle" onClick={() => setEditing(true)}>
          Edit definition
        </Button>
      )}
      {isEditing ? <EditDefinition provider={provider} onClose={() => setEditing(false)} /> : null}
      {provider.definitionVersion === null ? null : (
        <Button
          component="a"
          href={`/providers/${provider.id}/definition.yaml`}
          download
          size="compact-xs"
          variant="subtle"
        >
          Export definition
        </Button>
      )}
      {provider.definitionVersion === null || provider.enabled ? null : <DeleteProvider provider={provider} />}
    </Group>
  );
};
