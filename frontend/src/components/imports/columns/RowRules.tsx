import { Radio, Select, Stack, Switch } from '@mantine/core';
import { onDuplicateSchema } from '@tinygenesy/contract';
import { countries } from '../../../words/country.ts';
import { duplicateChoices } from '../../../words/import.ts';
import type { DraftSettings } from '../mapping.ts';

type RowRulesProps = {
  settings: DraftSettings;
  onChange: (part: Partial<DraftSettings>) => void;
};

/** Settings for all rows of a file: duplicates, default country, rows without an email. */
export const RowRules = ({ settings, onChange }: RowRulesProps) => (
  <>
    <Radio.Group
      label="Leads that exist already (same email)"
      size="sm"
      value={settings.onDuplicate}
      onChange={(value) => onChange({ onDuplicate: onDuplicateSchema.catch('skip').parse(value) })}
    >
      <Stack gap={8} mt={6}>
        {duplicateChoices.map(({ value, label, description }) => (
          <Radio key={value} size="sm" value={value} label={label} description={description} />
        ))}
      </Stack>
    </Radio.Group>
    <Stack gap="md">
      <Select
        label="Default country"
        description="For rows without a country. Local phone numbers are read by its rules."
        size="sm"
        maw={340}
        searchable
        clearable
        placeholder="Leave it empty"
        comboboxProps={{ keepMounted: false }}
        data={countries()}
        value={settings.defaults?.countryCode ?? null}
        onChange={(value) => {
          const { countryCode: _before, ...others } = settings.defaults ?? {};
          onChange({ defaults: value === null ? others : { ...others, countryCode: value } });
        }}
      />
      <Switch
        size="sm"
        label="Import rows without an email"
        description="They need a LinkedIn address, or a name and a company."
        checked={settings.allowWithoutEmail}
        onChange={(event) => onChange({ allowWithoutEmail: event.currentTarget.checked })}
      />
    </Stack>
  </>
);
