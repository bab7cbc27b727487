import { Anchor, Button, Group, Select, SimpleGrid, TextInput } from '@mantine/core';
import { countries } from '../../../words/country.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import { ErrorAlert } from '../../shell/ErrorAlert.tsx';
import { fieldLabel } from '../leadFields.ts';
import { useAddLead } from './useAddLead.ts';

const fields = [
  { name: 'firstName', autoComplete: 'off' },
  { name: 'lastName', autoComplete: 'off' },
  { name: 'email', type: 'email' },
  { name: 'jobTitle' },
  { name: 'companyName' },
  { name: 'companyWebsite', placeholder: 'acme.es' },
  { name: 'phoneNumber', placeholder: 'Leave empty to look it up', type: 'tel' },
  { name: 'linkedinUrl' },
] as const;

const AddLeadForm = ({ onClose }: { onClose: () => void }) => {
  const form = useAddLead(onClose);
  const { existingLeadId } = form;
  return (
    <form
      aria-label="Add lead"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {fields.map(({ name, ...input }, index) => (
          <TextInput
            key={name}
            {...input}
            label={fieldLabel(name)}
            size="sm"
            value={form.value(name)}
            error={form.fieldError(name)}
            onChange={(event) => form.set(name, event.currentTarget.value)}
            data-autofocus={index === 0 || undefined}
          />
        ))}
        <Select
          label={fieldLabel('countryCode')}
          size="sm"
          searchable
          clearable
          data={countries()}
          value={form.value('countryCode') || null}
          error={form.fieldError('countryCode')}
          onChange={(value) => form.set('countryCode', value ?? '')}
        />
      </SimpleGrid>
      <ErrorAlert title="Couldn’t add the lead" error={form.error} mt="sm">
        {existingLeadId === null ? null : (
          <>
            {' '}
            <Anchor component="button" type="button" size="sm" onClick={() => form.openLead(existingLeadId)}>
              Open existing lead
            </Anchor>
          </>
        )}
      </ErrorAlert>
      <Group justify="end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={form.isSaving} aria-label={form.isSaving ? 'Adding…' : 'Add lead'}>
          Add lead
        </Button>
      </Group>
    </form>
  );
};

/** Adds one lead. It needs an email, a LinkedIn page, or a name with a company; the server checks that. */
export const AddLeadModal = ({ onClose }: { onClose: () => void }) => (
  <Dialog opened onClose={onClose} title="Add lead" size="lg">
    <AddLeadForm onClose={onClose} />
  </Dialog>
);
