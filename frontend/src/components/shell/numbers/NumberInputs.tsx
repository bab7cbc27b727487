import { TextInput, type TextInputProps } from '@mantine/core';
import { type Bounds, type NumberDraft, readDuration, readMoney, readWhole } from '../../../words/numberDraft.ts';
import { money } from '../../../words/money.ts';

type FieldProps = Omit<TextInputProps, 'value' | 'onChange' | 'error' | 'type' | 'inputMode'> & {
  draft: NumberDraft;
  onDraft: (draft: NumberDraft) => void;
};

/** Text field for a number. Keeps any typed text and shows its error. */
const NumberField = ({ draft, onDraft, read, ...rest }: FieldProps & { read: (text: string) => NumberDraft }) => (
  <TextInput
    {...rest}
    // Shows digits on a phone's keyboard. Unlike type="number" it accepts the separators of every locale.
    inputMode="decimal"
    autoComplete="off"
    value={draft.text}
    error={draft.error}
    onChange={(event) => onDraft(read(event.currentTarget.value))}
  />
);

/** Amount in the currency. Shows the formatted amount below, so that the user sees how the text was read. */
export const MoneyInput = ({
  currency,
  bounds,
  description,
  ...rest
}: FieldProps & { currency: string; bounds: Bounds }) => {
  const { value } = rest.draft;
  const echo = value === null ? null : money(value, currency);
  return (
    <NumberField
      {...rest}
      // Keeps adjacent inputs aligned while the description appears and disappears.
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      description={
        description === undefined && echo === null ? undefined : (
          <>
            {description}
            {description !== undefined && echo !== null ? ' ' : null}
            {echo === null ? null : `= ${echo}`}
          </>
        )
      }
      read={(text) => readMoney(text, bounds, currency)}
    />
  );
};

/** Whole number. `2.5` stays in the field with an error. */
export const WholeNumberInput = ({ bounds, ...rest }: FieldProps & { bounds: Bounds }) => (
  <NumberField {...rest} read={(text) => readWhole(text, bounds)} />
);

/** Duration in seconds. */
export const DurationInput = ({ bounds, ...rest }: FieldProps & { bounds: Bounds }) => (
  <NumberField {...rest} read={(text) => readDuration(text, bounds)} />
);
