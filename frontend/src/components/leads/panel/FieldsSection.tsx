import { Select, Switch } from '@mantine/core';
import type { Lead } from '@tinygenesy/contract';
import type { ReactNode } from 'react';
import { countries } from '../../../words/country.ts';
import { readNumber, typedNumber } from '../../../words/readNumber.ts';
import { fieldLabel, textFields } from '../leadFields.ts';
import { CustomFields } from './CustomFields.tsx';
import { linkedinAddress, websiteAddress } from './leadAddresses.ts';
import { EditableField } from './EditableField.tsx';
import classes from './LeadPanel.module.css';
import { saveOrTell } from './refusal.ts';
import { TagsField } from './TagsField.tsx';
import type { SaveField } from './refusal.ts';

type FieldProps = {
  label: string;
  mt?: number;
  children: ReactNode;
};

/** A field beside its label, which is hidden from screen readers because the input has its own. */
const Field = ({ label, mt = 0, children }: FieldProps) => (
  <div className={classes['field']} style={{ marginTop: mt }}>
    <span className={classes['label']} aria-hidden>
      {label}
    </span>
    {children}
  </div>
);

/** Where the value of a field leads; null: it is no address. */
const addressOf = (name: (typeof textFields)[number], lead: Lead): string | null => {
  if (name === 'companyWebsite') return websiteAddress(lead.companyWebsite);
  return name === 'linkedinUrl' ? linkedinAddress(lead.linkedinUrl) : null;
};

const TextFields = ({ lead, save }: { lead: Lead; save: SaveField }) => (
  <>
    {textFields.map((name) => (
      <EditableField
        key={name}
        label={fieldLabel(name)}
        value={lead[name]}
        version={lead.version}
        href={addressOf(name, lead)}
        onSave={(value, seenVersion) => save(name, value, seenVersion)}
      />
    ))}
    <EditableField
      label={fieldLabel('yearsInRole')}
      value={lead.yearsInRole === null ? null : typedNumber(lead.yearsInRole)}
      version={lead.version}
      onSave={async (text, seenVersion) => {
        const read = readNumber(text);
        if (read.kind === 'unclear') return `Enter a number such as ${typedNumber(2.5)}.`;
        return save('yearsInRole', read.kind === 'blank' ? null : read.value, seenVersion);
      }}
    />
  </>
);

/** All fields of a lead, edited in place. */
export const FieldsSection = ({ lead, save }: { lead: Lead; save: SaveField }) => {
  const saveChoice = (name: 'countryCode' | 'doNotContact', value: unknown): void =>
    void saveOrTell(save, name, value, lead.version);
  return (
    <section className={classes['section']} aria-label="Fields">
      <TextFields lead={lead} save={save} />
      <Field label="Country">
        <Select
          size="xs"
          flex={1}
          aria-label="Country"
          searchable
          clearable
          placeholder={lead.countryRaw === null ? 'Add' : `“${lead.countryRaw}” is not a known country`}
          data={countries()}
          value={lead.countryCode}
          onChange={(value) => saveChoice('countryCode', value)}
        />
      </Field>
      <Field label="Tags" mt={4}>
        <TagsField lead={lead} save={save} />
      </Field>
      <CustomFields lead={lead} save={save} />
      <Switch
        mt={10}
        size="xs"
        label="Do not contact: no lookups and no messages for this person"
        checked={lead.doNotContact}
        onChange={(event) => saveChoice('doNotContact', event.currentTarget.checked)}
      />
    </section>
  );
};
