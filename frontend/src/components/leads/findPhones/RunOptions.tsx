import { Anchor, Checkbox, Collapse, Stack, Text } from '@mantine/core';
import { type LookupEstimate, spendingBounds } from '@tinygenesy/contract';
import { useId, useState } from 'react';
import { money } from '../../../words/money.ts';
import { MoneyInput } from '../../shell/numbers/NumberInputs.tsx';
import type { FindPhones } from './useFindPhones.ts';

/** `expected €9.00 instead of €7.00, max €18.00 instead of €17.00` */
const extraCost = ({ cost, costAtAny }: LookupEstimate, currency: string): string | null => {
  if (costAtAny === null) return null;
  const pair = (now: number, before: number): string => `${money(now, currency)} instead of ${money(before, currency)}`;
  return `Cost: expected ${pair(cost.expectedMicros, costAtAny.expectedMicros)}, max ${pair(cost.mostMicros, costAtAny.mostMicros)}.`;
};

const chosenWords = ({ mobileOnly, leadLimit }: FindPhones, currency: string): string => {
  const chosen = [
    ...(mobileOnly ? ['mobile numbers only'] : []),
    ...(leadLimit.value === null ? [] : [`at most ${money(leadLimit.value, currency)} a lead`]),
  ];
  return chosen.length === 0 ? 'More options' : `More options: ${chosen.join(', ')}`;
};

/** Options that few runs need: mobile numbers only, and a spending limit per lead. */
export const RunOptions = ({ lookup, currency }: { lookup: FindPhones; currency: string }) => {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const estimate = lookup.estimate.isPlaceholderData ? undefined : lookup.estimate.data;
  const extra = estimate === undefined ? null : extraCost(estimate, currency);
  return (
    <div>
      <Anchor
        component="button"
        type="button"
        size="sm"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {chosenWords(lookup, currency)} <span aria-hidden>{isOpen ? '▴' : '▾'}</span>
      </Anchor>
      <Collapse expanded={isOpen} id={id}>
        <Stack gap="sm" pt="xs">
          <Checkbox
            size="sm"
            label="Mobile numbers only"
            description="Calls the next provider after a landline. The landline is kept if no provider has a mobile number."
            checked={lookup.mobileOnly}
            onChange={(event) => lookup.setMobileOnly(event.currentTarget.checked)}
          />
          {lookup.mobileOnly && extra !== null ? (
            <Text size="xs" className="tnum" role="note">
              {extra}
            </Text>
          ) : null}
          <MoneyInput
            label="Spending limit per lead (optional)"
            description={`In ${currency}. A provider that costs more than what is left for a lead is not called.`}
            placeholder="No limit"
            size="sm"
            currency={currency}
            bounds={{ ...spendingBounds, optional: true }}
            draft={lookup.leadLimit}
            onDraft={lookup.setLeadLimit}
          />
        </Stack>
      </Collapse>
    </div>
  );
};
