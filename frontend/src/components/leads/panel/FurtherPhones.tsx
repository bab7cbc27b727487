import { Anchor, Badge, Group, Text } from '@mantine/core';
import type { LeadPhone } from '@tinygenesy/contract';
import { lineTypeWords, sourceWords } from '../../../words/phone.ts';

type FurtherPhonesProps = {
  phones: readonly LeadPhone[];
  providerName: (id: string) => string;
  onUse: (number: string) => void;
};

/** Lists a lead's further phone numbers with type and source. Each can become the lead's phone number. */
export const FurtherPhones = ({ phones, providerName, onUse }: FurtherPhonesProps) => {
  if (phones.length === 0) return null;
  return (
    <ul aria-label="Further phone numbers" style={{ listStyle: 'none', margin: '0 0 8px', padding: 0 }}>
      {phones.map(({ number, extension, type, source, doNotCall, unusual }) => (
        <li key={number}>
          <Group gap={6}>
            <Text size="xs" fw={600}>
              {extension === null ? number : `${number} ext. ${extension}`}
            </Text>
            <Text size="xs" c="dimmed">
              {[lineTypeWords(type), sourceWords(source, providerName)].filter(Boolean).join(' · ')}
            </Text>
            {unusual ? (
              <Badge size="xs" variant="light" color="yellow" tt="none">
                Unusual number
              </Badge>
            ) : null}
            {doNotCall === true ? (
              <Badge size="xs" variant="light" color="red" tt="none">
                Do not call
              </Badge>
            ) : (
              <Anchor component="button" type="button" size="xs" onClick={() => onUse(number)}>
                Use this number
              </Anchor>
            )}
          </Group>
        </li>
      ))}
    </ul>
  );
};
