/** Runs `task` at once and then at most every `everyMs`. Calls in between run it once more after the pause. */
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
