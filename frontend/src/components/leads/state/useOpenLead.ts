import { useCallback, useState } from 'react';
import { useParam } from '../../../app/useParam.ts';

/** The lead whose panel is open, stored in the address. */
export const useOpenLead = () => {
  const [value, setValue] = useParam('lead');
  const [focusRequests, setFocusRequests] = useState(0);
  const id = Number(value);
  return {
    leadId: value !== null && Number.isInteger(id) && id > 0 ? id : null,
    /** Counts how often the user opened a panel: it takes the focus each time. */
    focusRequests,
    open: useCallback(
      (leadId: number): void => {
        setValue(String(leadId));
        setFocusRequests((requests) => requests + 1);
      },
      [setValue],
    ),
    /** Shows another lead in the open panel and leaves the focus where it is. */
    replace: (leadId: number): void => setValue(String(leadId)),
    close: (): void => setValue(null),
  };
};

export type OpenLead = ReturnType<typeof useOpenLead>;
