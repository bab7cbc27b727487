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
      label="Existing leads (same email)"
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
        description="Used for rows without a country, and to read local phone numbers."
        size="sm"
        maw={340}
        searchable
        clearable
        placeholder="No default country"
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
