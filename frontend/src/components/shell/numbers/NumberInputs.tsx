import { TextInput, type TextInputProps } from '@mantine/core';
import { type Bounds, type NumberDraft, readDuration, readMoney, readWhole } from '../../../words/numberDraft.ts';
import { money } from '../../../words/money.ts';

type FieldProps = Omit<TextInputProps, 'value' | 'onChange' | 'error' | 'type' | 'inputMode'> & {
  draft: NumberDraft;
  onDraft: (draft: NumberDraft) => void;
};

/** Keeps what was typed, whatever it is, and says below what is wrong. */
const NumberField = ({ draft, onDraft, read, ...rest }: FieldProps & { read: (text: string) => NumberDraft }) => (
  <TextInput
    {...rest}
    // A keyboard with digits on a phone; unlike type="number" it takes the separators of every locale.
    inputMode="decimal"
    autoComplete="off"
    value={draft.text}
    error={draft.error}
    onChange={(event) => onDraft(read(event.currentTarget.value))}
  />
);

/** An amount in the currency; says how it was understood where that is not plain to see. */
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
      // Fields beside one another stay in line while it comes and goes.
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

/** A whole number; `2.5` stays in the field and is refused. */
export const WholeNumberInput = ({ bounds, ...rest }: FieldProps & { bounds: Bounds }) => (
  <NumberField {...rest} read={(text) => readWhole(text, bounds)} />
);

/** A duration, typed in seconds. */
export const DurationInput = ({ bounds, ...rest }: FieldProps & { bounds: Bounds }) => (
  <NumberField {...rest} read={(text) => readDuration(text, bounds)} />
);
