import { issueMessage, type LeadCreate, leadCreateSchema } from '@tinygenesy/contract';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiProblem } from '../../../api/ApiProblem.ts';
import { useCreateLead } from '../../../api/leads/createLead.ts';
import { tell } from '../../../app/notify.ts';
import { fieldErrorWords } from '../../../words/fieldError.ts';
import { fieldLabel } from '../leadFields.ts';
import { leadName } from '../leadName.ts';

export type FieldName =
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'jobTitle'
  | 'companyName'
  | 'companyWebsite'
  | 'phoneNumber'
  | 'linkedinUrl'
  | 'countryCode';

/** The id of the lead that already has this email, if the server's error names it. */
const existingLeadId = (error: unknown): number | null => {
  if (!(error instanceof ApiProblem) || error.status !== 409) return null;
  const body = error.body;
  if (typeof body !== 'object' || body === null || !('leadId' in body)) return null;
  return typeof body.leadId === 'number' ? body.leadId : null;
};

/** The form of a new lead: its values, errors by field, and saving, which opens the new lead. */
export const useAddLead = (onClose: () => void) => {
  const navigate = useNavigate();
  const create = useCreateLead();
  const [values, setValues] = useState<Partial<Record<FieldName, string>>>({});
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({});
  const openLead = (id: number): void => {
    onClose();
    void navigate({ pathname: '/leads', search: `lead=${id}` });
  };
  const submit = (): void => {
    const parsed = leadCreateSchema.safeParse(values, { error: issueMessage });
    if (!parsed.success) {
      setErrors(Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message])));
      return;
    }
    setErrors({});
    const lead: LeadCreate = Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== null));
    create.mutate(lead, {
      onSuccess: (created) => {
        tell(`${leadName(created)} added.`);
        openLead(created.id);
      },
    });
  };
  return {
    value: (name: FieldName): string => values[name] ?? '',
    set: (name: FieldName, value: string): void => setValues((before) => ({ ...before, [name]: value })),
    fieldError: (name: FieldName): string | undefined => {
      const message =
        errors[name] ?? (create.error instanceof ApiProblem ? create.error.fieldMessage(name) : undefined);
      return message === undefined ? undefined : fieldErrorWords(name, message, fieldLabel(name));
    },
    submit,
    openLead,
    error: create.error,
    existingLeadId: existingLeadId(create.error),
    isSaving: create.isPending,
  };
};
