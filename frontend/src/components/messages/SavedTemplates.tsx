import { Button, Group, Menu, Select, Stack, Text, TextInput } from '@mantine/core';
import type { MessageTemplate } from '@tinygenesy/contract';
import { useState } from 'react';
import { ApiProblem, errorWords } from '../../api/ApiProblem.ts';
import { useDeleteMessageTemplate } from '../../api/messages/deleteMessageTemplate.ts';
import { useMessageTemplates } from '../../api/messages/getMessageTemplates.ts';
import { useTemplateUsage } from '../../api/messages/getTemplateUsage.ts';
import { useSaveMessageTemplate } from '../../api/messages/saveMessageTemplate.ts';
import { tell, tellError } from '../../app/notify.ts';
import { usageWords } from '../../words/message.ts';
import { momentWords } from '../../words/time.ts';
import { ConfirmDialog, Dialog } from '../shell/Dialog.tsx';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';

type NameModalProps = {
  title: string;
  name: string;
  /** Id of the template to rename; null creates a template. */
  id: number | null;
  text: string;
  onSaved: (template: MessageTemplate) => void;
  onClose: () => void;
};

const NameModal = ({ title, name: nameBefore, id, text, onSaved, onClose }: NameModalProps) => {
  const [name, setName] = useState(nameBefore);
  const save = useSaveMessageTemplate();
  const submit = (): void =>
    save.mutate(
      { id, name: name.trim(), text },
      {
        onSuccess: (saved) => {
          onSaved(saved);
          onClose();
        },
      },
    );
  const nameError = save.error instanceof ApiProblem ? save.error.fieldMessage('name') : undefined;
  return (
    <Dialog opened onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name"
            data-autofocus
            value={name}
            maxLength={100}
            error={nameError ?? (save.error === null ? null : errorWords(save.error))}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={name.trim() === '' || save.isPending}>
              {save.isPending ? 'Saving…' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
};

const DeleteModal = ({ template, onClose }: { template: MessageTemplate; onClose: () => void }) => {
  const usage = useTemplateUsage(template.id);
  const remove = useDeleteMessageTemplate();
  return (
    <Dialog opened onClose={onClose} title={`Delete “${template.name}”?`}>
      <Stack gap="md">
        <Text size="sm" role="status" aria-label="Template usage">
          {usage.data === undefined
            ? usage.isError
              ? 'Couldn’t check where this template is used.'
              : 'Checking where this template is used…'
            : usageWords(usage.data)}
        </Text>
        <ErrorAlert title="Couldn’t delete the template" error={remove.error} />
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Keep template
          </Button>
          <Button
            color="red"
            disabled={usage.isPending || remove.isPending}
            onClick={() =>
              remove.mutate(template.id, {
                onSuccess: () => {
                  tell(`“${template.name}” deleted.`);
                  onClose();
                },
              })
            }
          >
            {remove.isPending ? 'Deleting…' : 'Delete template'}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
};

/** Text being written, and the saved template that it began as. */
export type Draft = { text: string; templateId: number | null };
type TemplateDialog = 'new' | 'rename' | 'delete';

type TemplateSelectProps = {
  current: MessageTemplate | undefined;
  onSelect: (template: MessageTemplate | undefined) => void;
};

/** Selects a saved template. Clearing the selection starts a new message. */
const TemplateSelect = ({ current, onSelect }: TemplateSelectProps) => {
  const { data: templates = [], isError } = useMessageTemplates();
  return (
    <Select
      label="Saved templates"
      size="sm"
      flex={1}
      placeholder={isError ? 'Couldn’t load the templates' : 'New message'}
      nothingFoundMessage="No matching template"
      searchable
      clearable
      allowDeselect={false}
      data={templates.map(({ id, name, lastUsedAt }) => ({
        value: String(id),
        label: lastUsedAt === null ? name : `${name} · used ${momentWords(lastUsedAt)}`,
      }))}
      value={current === undefined ? null : String(current.id)}
      onChange={(value) => onSelect(templates.find(({ id }) => String(id) === value))}
    />
  );
};

type SavedTemplateActionsProps = {
  isChanged: boolean;
  isSaving: boolean;
  onSave: () => void;
  onDialog: (dialog: TemplateDialog) => void;
};

/** Button that saves the text into its template, and a menu with the other actions. */
const SavedTemplateActions = ({ isChanged, isSaving, onSave, onDialog }: SavedTemplateActionsProps) => (
  <>
    <Button variant="default" disabled={!isChanged || isSaving} onClick={onSave}>
      {isSaving ? 'Saving…' : 'Save'}
    </Button>
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" aria-label="More template actions">
          …
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onDialog('new')}>Save as new template</Menu.Item>
        <Menu.Item onClick={() => onDialog('rename')}>Rename</Menu.Item>
        <Menu.Item c="var(--bad-text)" onClick={() => onDialog('delete')}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  </>
);

type TemplateDialogsProps = {
  dialog: TemplateDialog | null;
  current: MessageTemplate | undefined;
  text: string;
  onCreated: (draft: Draft) => void;
  onClose: () => void;
};

/** The open dialog: name for a new template, rename, or delete. */
const TemplateDialogs = ({ dialog, current, text, onCreated, onClose }: TemplateDialogsProps) => {
  if (dialog === 'new') {
    return (
      <NameModal
        title="Save as template"
        id={null}
        name=""
        text={text}
        onSaved={(saved) => onCreated({ text: saved.text, templateId: saved.id })}
        onClose={onClose}
      />
    );
  }
  if (dialog === null || current === undefined) return null;
  if (dialog === 'delete') return <DeleteModal template={current} onClose={onClose} />;
  return (
    <NameModal
      title="Rename template"
      id={current.id}
      name={current.name}
      text={current.text}
      onSaved={() => undefined}
      onClose={onClose}
    />
  );
};

type SavedTemplatesProps = {
  text: string;
  /** Id of the saved template that the text began as. */
  templateId: number | null;
  onOpen: (draft: Draft) => void;
};

/** Opens, saves, renames and deletes templates. */
export const SavedTemplates = ({ text, templateId, onOpen }: SavedTemplatesProps) => {
  const templates = useMessageTemplates();
  const [dialog, setDialog] = useState<TemplateDialog | null>(null);
  const [discardingFor, setDiscardingFor] = useState<Draft | null>(null);
  const save = useSaveMessageTemplate();
  const current = templates.data?.find(({ id }) => id === templateId);
  const isBlank = text.trim() === '';
  const isChanged = text !== (current?.text ?? '');

  const open = (template: MessageTemplate | undefined): void => {
    const next =
      template === undefined ? { text: '', templateId: null } : { text: template.text, templateId: template.id };
    if (!isChanged || isBlank) {
      onOpen(next);
      return;
    }
    setDiscardingFor(next);
  };
  const saveInto = ({ id, name }: MessageTemplate): void =>
    save.mutate(
      { id, name, text },
      {
        onSuccess: () => tell(`“${name}” is saved. Existing messages are not changed.`),
        onError: (error) => tellError('The template was not saved', error),
      },
    );

  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <TemplateSelect current={current} onSelect={open} />
      {current === undefined ? (
        <Button variant="default" disabled={isBlank} onClick={() => setDialog('new')}>
          Save as template
        </Button>
      ) : (
        <SavedTemplateActions
          isChanged={isChanged && !isBlank}
          isSaving={save.isPending}
          onSave={() => saveInto(current)}
          onDialog={setDialog}
        />
      )}
      <TemplateDialogs
        dialog={dialog}
        current={current}
        text={text}
        onCreated={onOpen}
        onClose={() => setDialog(null)}
      />
      {discardingFor === null ? null : (
        <ConfirmDialog
          title="Discard unsaved text?"
          confirm="Discard text"
          cancel="Keep editing"
          onConfirm={() => onOpen(discardingFor)}
          onClose={() => setDiscardingFor(null)}
        >
          Your text is not saved in a template. If you continue, it is lost.
        </ConfirmDialog>
      )}
    </Group>
  );
};
