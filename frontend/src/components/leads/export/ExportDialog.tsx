import { Alert, Button, Group, NativeSelect, Radio, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ExportDelimiter, type LeadSet, maxExportIds } from '@tinygenesy/contract';
import { useState } from 'react';
import { useMeta } from '../../../api/session/getMeta.ts';
import { type ExportFormat, type LeadExport, leadExportAddress } from '../../../api/leads/leadExportAddress.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import { InvalidEmailsChoice } from './InvalidEmailsChoice.tsx';
import { SuppressedNote } from './SuppressedNote.tsx';
import { withoutInvalid } from './withoutInvalid.ts';
import { count } from '../../../words/numbers.ts';

const formats: { value: ExportFormat; label: string; description: string }[] = [
  {
    value: 'spreadsheet',
    label: 'For a spreadsheet',
    description:
      'Opens correctly in Excel, Numbers and Google Sheets. A value that looks like a formula, such as a phone number with +, gets a leading apostrophe.',
  },
  {
    value: 'xlsx',
    label: 'Excel workbook (.xlsx)',
    description:
      'All values are text and unchanged: Excel calculates no cell and keeps leading zeros and the + of phone numbers.',
  },
  {
    value: 'raw',
    label: 'For another program',
    description: 'Exact values under the field names of the API. Do not open this file in a spreadsheet.',
  },
];

const delimiters: { value: ExportDelimiter; label: string }[] = [
  { value: 'comma', label: 'Comma' },
  { value: 'semicolon', label: 'Semicolon' },
  { value: 'tab', label: 'Tab' },
];

/** Excel expects semicolons where numbers have a decimal comma. */
const delimiterOfBrowser = (): ExportDelimiter =>
  new Intl.NumberFormat(navigator.language).format(1.5).includes(',') ? 'semicolon' : 'comma';

const setOf = ({ filter, ids, exceptIds }: LeadExport): LeadSet =>
  ids === undefined
    ? { filter, ...(exceptIds === undefined ? {} : { exceptIds: [...exceptIds] }) }
    : { leadIds: [...ids] };

type ExportDialogProps = {
  leads: LeadExport;
  /** Number of leads, at least. */
  total: number;
  totalIsAtLeast: boolean;
  onClose: () => void;
};

/** Downloads leads as a CSV file or an Excel workbook. */
export const ExportDialog = ({ leads: given, total: all, totalIsAtLeast, onClose }: ExportDialogProps) => {
  const { data: meta } = useMeta();
  const [format, setFormat] = useState<ExportFormat>('spreadsheet');
  const [chosenDelimiter, setDelimiter] = useState<ExportDelimiter | null>(null);
  // Programs expect commas.
  const delimiter = chosenDelimiter ?? (format === 'spreadsheet' ? delimiterOfBrowser() : 'comma');
  const [includesSuppressed, setIncludesSuppressed] = useState(false);
  const [leftOut, setLeftOut] = useState(0);
  const leads = leftOut === 0 ? given : { ...given, filter: withoutInvalid(given.filter) };
  const total = Math.max(0, all - leftOut);
  const words = `${count(total)}${totalIsAtLeast ? '+' : ''} ${total === 1 ? 'lead' : 'leads'}`;
  const namedIds = Math.max(leads.ids?.length ?? 0, leads.exceptIds?.length ?? 0);

  return (
    <Dialog opened onClose={onClose} title={`Export ${words}`}>
      <Stack gap="md">
        <Radio.Group
          label="Format"
          value={format}
          onChange={(value) => setFormat(formats.find((one) => one.value === value)?.value ?? 'spreadsheet')}
        >
          <Stack gap="xs" mt={6}>
            {formats.map((one) => (
              <Radio key={one.value} {...one} />
            ))}
          </Stack>
        </Radio.Group>
        {format === 'xlsx' ? null : (
          <NativeSelect
            label="Separator"
            description="Excel expects semicolons where numbers have a decimal comma."
            data={delimiters}
            value={delimiter}
            onChange={({ currentTarget }) =>
              setDelimiter(delimiters.find((one) => one.value === currentTarget.value)?.value ?? null)
            }
          />
        )}
        <Text size="sm" c="dimmed">
          A file with all fields and custom fields. You can edit the file and import it again.{' '}
          {meta?.mode === 'live'
            ? 'Sandbox numbers are not exported.'
            : 'Numbers from the sandbox are test data and are marked in the file.'}
        </Text>
        <SuppressedNote leads={leads} includes={includesSuppressed} onChange={setIncludesSuppressed} />
        <InvalidEmailsChoice set={setOf(given)} leftOut={leftOut} onLeftOut={setLeftOut} />
        {namedIds > maxExportIds ? (
          <Alert color="yellow" variant="light" role="alert">
            An export can name at most {count(maxExportIds)} selected or excluded leads. Filter the list instead and
            select all matching leads.
          </Alert>
        ) : null}
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {namedIds > maxExportIds ? (
            <Button disabled>Download</Button>
          ) : (
            <Button
              component="a"
              href={leadExportAddress(leads, format, delimiter, includesSuppressed)}
              download
              leftSection={<IconDownload size={14} aria-hidden />}
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
