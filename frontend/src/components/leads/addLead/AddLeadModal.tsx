import { Alert, Anchor, Button, Group, Select, SimpleGrid, TextInput } from '@mantine/core';
import { issueMessage, type LeadCreate, leadCreateSchema } from '@tinygenesy/contract';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiProblem, errorWords } from '../../../api/ApiProblem.ts';
import { useCreateLead } from '../../../api/leads/createLead.ts';
import { tell } from '../../../app/notify.ts';
import { countries } from '../../../words/country.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import { leadName } from '../leadName.ts';

const fields = [
  { name: 'firstName', label: 'First name', autoComplete: 'off' },
  { name: 'lastName', label: 'Last name', autoComplete: 'off' },
  { name: 'email', label: 'E-mail', type: 'email' },
  { name: 'jobTitle', label: 'Job title' },
  { name: 'companyName', label: 'Company' },
  { name: 'companyWebsite', label: 'Website', placeholder: 'acme.es' },
  { name: 'phoneNumber', label: 'Phone', placeholder: 'Leave it empty to find it', type: 'tel' },
  { name: 'linkedinUrl', label: 'LinkedIn' },
] as const;
type FieldName = (typeof fields)[number]['name'] | 'countryCode';
type Draft = Partial<Record<FieldName, string>>;

/** The id of the lead that has this e-mail already, where the server told it. */
const otherLeadId = (error: unknown): number | null => {
  if (!(error instanceof ApiProblem) || error.status !== 409) return null;
  const body = error.body;
  if (typeof body !== 'object' || body === null || !('leadId' in body)) return null;
  return typeof body.leadId === 'number' ? body.leadId : null;
};

const AddLeadForm = ({ onClose }: { onClose: () => void }) => {
  const navigate = useNavigate();
  const create = useCreateLead();
  const [draft, setDraft] = useState<Draft>({});
  const [complaints, setComplaints] = useState<Partial<Record<string, string>>>({});
  const set = (name: FieldName, value: string): void => setDraft((before) => ({ ...before, [name]: value }));
  const fieldError = (name: FieldName): string | undefined =>
    complaints[name] ?? (create.error instanceof ApiProblem ? create.error.fieldMessage(name) : undefined);
  const open = (id: number): void => {
    onClose();
    void navigate({ pathname: '/leads', search: `lead=${id}` });
  };

  const submit = (): void => {
    const parsed = leadCreateSchema.safeParse(draft, { error: issueMessage });
    if (!parsed.success) {
      setComplaints(Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message])));
      return;
    }
    setComplaints({});
    const lead: LeadCreate = Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== null));
    create.mutate(lead, {
      onSuccess: (created) => {
        tell(`${leadName(created)} is in your leads.`);
        open(created.id);
      },
    });
  };

  const other = otherLeadId(create.error);
  return (
    <form
      aria-label="Add lead"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {fields.map(({ name, ...field }, index) => (
          <TextInput
            key={name}
            {...field}
            size="sm"
            value={draft[name] ?? ''}
            error={fieldError(name)}
            onChange={(event) => set(name, event.currentTarget.value)}
            data-autofocus={index === 0 || undefined}
          />
        ))}
        <Select
          label="Country"
          size="sm"
          searchable
          clearable
          data={countries()}
          value={draft.countryCode ?? null}
          error={fieldError('countryCode')}
          onChange={(value) => set('countryCode', value ?? '')}
        />
      </SimpleGrid>
      {create.error === null ? null : (
        <Alert role="alert" color="red" variant="light" mt="sm" title="The lead was not added">
          {errorWords(create.error)}{' '}
          {other === null ? null : (
            <Anchor component="button" type="button" size="sm" onClick={() => open(other)}>
              Open the other lead
            </Anchor>
          )}
        </Alert>
      )}
      <Group justify="end" mt="md" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={create.isPending} aria-label={create.isPending ? 'Adding…' : 'Add lead'}>
          Add lead
        </Button>
      </Group>
    </form>
  );
};

/** Adds one lead. Needs an e-mail, or a LinkedIn page, or a name with a company; the server says so. */
export const AddLeadModal = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => (
  <Dialog opened={opened} onClose={onClose} title="Add lead" size="lg">
    <AddLeadForm onClose={onClose} />
  </Dialog>
);
