import type { Provider } from '@tinygenesy/contract';
import { labelsInWords } from '@tinygenesy/contract';
import { ConfirmDialog } from '../shell/Dialog.tsx';

type SwitchOnUntestedProps = { provider: Provider; onConfirm: () => void; onClose: () => void };

/** Warning before a provider without a test run is switched on. */
export const SwitchOnUntested = ({ provider, onConfirm, onClose }: SwitchOnUntestedProps) => {
  const { name, untested, missing } = provider;
  const key = missing.length === 0 ? '' : `${name} needs ${labelsInWords(missing)} before live calls. `;
  const maxLeads = untested?.maxLeads ?? 10;
  return (
    <ConfirmDialog
      title={`Switch on ${name} without a live test run?`}
      confirm={`Switch on ${name}`}
      cancel="Keep it off"
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {`${key}No test run of ${name} was answered in live mode yet, so its numbers may be read wrong. ${name} stops after ${maxLeads} live leads, until you make a test run or continue without one.`}
    </ConfirmDialog>
  );
};
