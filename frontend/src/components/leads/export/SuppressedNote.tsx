import { Checkbox } from '@mantine/core';
import { useLeadCount } from '../../../api/leads/getLeadCount.ts';
import type { LeadExport } from '../../../api/leads/leadExportAddress.ts';
import { leadsWord } from '../../../words/numbers.ts';

type SuppressedNoteProps = { leads: LeadExport; includes: boolean; onChange: (includes: boolean) => void };

/** Says that leads on the suppression list are left out of an export, with a choice to include them. */
export const SuppressedNote = ({ leads: { filter, ids, exceptIds }, includes, onChange }: SuppressedNoteProps) => {
  const suppressed = useLeadCount({ ...filter, suppressed: true }).data?.total ?? 0;
  if (suppressed === 0 || filter.suppressed === false) return null;
  const isPart = ids !== undefined || exceptIds !== undefined;
  return (
    <Checkbox
      label="Include leads on the suppression list"
      description={
        isPart
          ? 'Leads on the suppression list are left out unless you include them.'
          : `${leadsWord(suppressed)} on the suppression list ${suppressed === 1 ? 'is' : 'are'} left out unless you include ${suppressed === 1 ? 'it' : 'them'}.`
      }
      checked={includes}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
};
