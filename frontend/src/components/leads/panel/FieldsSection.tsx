import { Select, Switch, TagsInput, Text } from '@mantine/core';
import type { Lead } from '@tinygenesy/contract';
import type { ReactNode } from 'react';
import { tellProblem } from '../../../app/notify.ts';
import { countries } from '../../../words/country.ts';
import { readNumber, typedNumber } from '../../../words/readNumber.ts';
import { fieldLabel, textFields } from '../leadFields.ts';
import { linkedinAddress, websiteAddress } from './leadAddresses.ts';
import { EditableField } from './EditableField.tsx';
import classes from './LeadPanel.module.css';
import type { SaveField } from './useSaveField.ts';

type FieldProps = {
  label: string;
  /** Hides the label from screen readers, because the input has its own. */
  hidesLabel?: boolean;
  mt?: number;
  children: ReactNode;
};

/** A field beside its label. */
const Field = ({ label, hidesLabel, mt = 0, children }: FieldProps) => (
  <div className={classes['field']} style={{ marginTop: mt }}>
    <span className={classes['label']} aria-hidden={hidesLabel}>
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

/** All fields of a lead, edited in place; custom fields are only shown. */
export const FieldsSection = ({ lead, save }: { lead: Lead; save: SaveField }) => {
  const saveChoice = (name: 'countryCode' | 'tags' | 'doNotContact', value: unknown): void => {
    void save(name, value, lead.version).then((error) => {
      if (error !== null) tellProblem(`Couldn’t save ${fieldLabel(name)}`, error);
    });
  };
  return (
    <section className={classes['section']} aria-label="Fields">
      <TextFields lead={lead} save={save} />
      <Field label="Country" hidesLabel>
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
      <Field label="Tags" hidesLabel mt={4}>
        <TagsInput
          size="xs"
          flex={1}
          aria-label="Tags"
          placeholder={lead.tags.length === 0 ? 'Add' : ''}
          value={lead.tags}
          onChange={(value) => saveChoice('tags', value)}
        />
      </Field>
      {Object.entries(lead.custom).map(([name, value]) => (
        <Field key={name} label={name}>
          <Text size="sm" px={8} py={3}>
            {value ?? '—'}
          </Text>
        </Field>
      ))}
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
