import { Alert, Button, Group, Radio, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ExportMode, type LeadSet, maxExportIds } from '@tinygenesy/contract';
import { useState } from 'react';
import { useMeta } from '../../../api/session/getMeta.ts';
import { type LeadExport, leadExportAddress } from '../../../api/leads/leadExportAddress.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import { InvalidEmailsNote } from './InvalidEmailsNote.tsx';
import { count } from '../../../words/numbers.ts';

const modes: { value: ExportMode; label: string; description: string }[] = [
  {
    value: 'spreadsheet',
    label: 'For a spreadsheet',
    description:
      'Opens as it should in Excel, Numbers or Google Sheets. What they could take for a formula, such as a phone number with +, gets an apostrophe in front.',
  },
  {
    value: 'raw',
    label: 'For another program',
    description: 'Every value exactly as it is, under the names of the API. Don’t open it in a spreadsheet.',
  },
];

const setOf = ({ filter, ids, exceptIds }: LeadExport): LeadSet =>
  ids === undefined
    ? { filter, ...(exceptIds === undefined ? {} : { exceptIds: [...exceptIds] }) }
    : { leadIds: [...ids] };

type ExportDialogProps = {
  leads: LeadExport;
  /** How many leads that is, at least. */
  total: number;
  totalIsAtLeast: boolean;
  onClose: () => void;
};

/** Downloads leads as a CSV file, in one of two ways. */
export const ExportDialog = ({ leads, total, totalIsAtLeast, onClose }: ExportDialogProps) => {
  const { data: meta } = useMeta();
  const [mode, setMode] = useState<ExportMode>('spreadsheet');
  const words = `${count(total)}${totalIsAtLeast ? '+' : ''} ${total === 1 ? 'lead' : 'leads'}`;
  const byHand = Math.max(leads.ids?.length ?? 0, leads.exceptIds?.length ?? 0);

  return (
    <Dialog opened onClose={onClose} title={`Export ${words}`}>
      <Stack gap="md">
        <Radio.Group
          label="The file is"
          value={mode}
          onChange={(value) => setMode(value === 'raw' ? 'raw' : 'spreadsheet')}
        >
          <Stack gap="xs" mt={6}>
            {modes.map((one) => (
              <Radio key={one.value} {...one} />
            ))}
          </Stack>
        </Radio.Group>
        <Text size="sm" c="dimmed">
          A CSV file with all fields and custom fields. You can change it and import it again.{' '}
          {meta?.mode === 'live'
            ? 'Numbers that the sandbox made up are left out.'
            : 'The numbers are made up by the sandbox; the file says so beside each.'}
        </Text>
        <InvalidEmailsNote set={setOf(leads)} />
        {byHand > maxExportIds ? (
          <Alert color="yellow" variant="light" role="alert">
            At most {count(maxExportIds)} leads can be ticked or unticked by hand for an export. Filter the list instead
            and select all that match.
          </Alert>
        ) : null}
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {byHand > maxExportIds ? (
            <Button disabled>Download</Button>
          ) : (
            <Button
              component="a"
              href={leadExportAddress(leads, mode)}
              download
              leftSection={<IconDownload size={14} />}
              onClick={onClose}
            >
              Download {words}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
};
