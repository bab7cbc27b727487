import { Group, TagsInput, Text } from '@mantine/core';
import type { Lead } from '@tinygenesy/contract';
import { useState } from 'react';
import { useLeadFacet } from '../../../api/leads/getLeadFacet.ts';
import { saveOrTell } from './refusal.ts';
import type { SaveField } from './refusal.ts';

const numbers = new Intl.NumberFormat();

/** The tags of a lead. Existing tags are suggested, the most used first, with their number of leads. */
export const TagsField = ({ lead, save }: { lead: Lead; save: SaveField }) => {
  const [isUsed, setIsUsed] = useState(false);
  const { data } = useLeadFacet('tag', {}, isUsed);
  const known = data?.values ?? [];
  return (
    <TagsInput
      size="xs"
      flex={1}
      aria-label="Tags"
      placeholder={lead.tags.length === 0 ? 'Add' : ''}
      data={known.map(({ value }) => value)}
      renderOption={({ option: { value } }) => (
        <Group justify="space-between" flex={1} gap={8}>
          <span>{value}</span>
          <Text size="xs" c="dimmed" span>
            {numbers.format(known.find((one) => one.value === value)?.leads ?? 0)}
          </Text>
        </Group>
      )}
      value={lead.tags}
      onFocus={() => setIsUsed(true)}
      onChange={(value) => void saveOrTell(save, 'tags', value, lead.version)}
    />
  );
};
