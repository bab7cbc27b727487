import { useState } from 'react';

/** Runs `reset` in the render in which `value` changes, so that no render shows state of the previous value. */
export const useResetOnChange = (value: string, reset: () => void): void => {
  const [previous, setPrevious] = useState(value);
  if (previous === value) return;
  setPrevious(value);
  reset();
};
