/** Runs `task` at once and then at most every `everyMs`; a call in between runs it once more at the end. */
export const throttle = (everyMs: number, task: () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const run = (): void => {
    again = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (again) run();
    }, everyMs);
    task();
  };
  return () => {
    if (timer === undefined) run();
    else again = true;
  };
};
