const reminderEveryMs = 20_000;
const quietMs = 1_000;

/**
 * Prints the steps of a script and their durations.
 *
 * @param {{stream?: NodeJS.WritableStream, quiet?: boolean}} options quiet: prints no step that is skipped or ends within a second
 */
export function createReport({ stream = process.stdout, quiet = false } = {}) {
  const say = (line) => stream.write(`${line}\n`);
  return {
    say,

    /** Prints that a step is up to date. */
    skipped(title) {
      if (!quiet) say(`✓ ${title}: up to date`);
    },

    /** Runs a step. `work` may return a note for the step's last line. */
    async step(title, work) {
      const startedAt = performance.now();
      const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
      let isPrinted = false;
      const begin = () => {
        isPrinted = true;
        say(`→ ${title} …`);
      };
      const delayed = quiet ? setTimeout(begin, quietMs) : begin();
      const reminder = setInterval(() => say(`  … still running: ${title} (${seconds()})`), reminderEveryMs);
      try {
        const note = await work();
        if (isPrinted) say(`✓ ${title}${note ? `: ${note}` : ''} (${seconds()})`);
      } catch (error) {
        say(`✗ ${title} (${seconds()})`);
        throw error;
      } finally {
        clearTimeout(delayed);
        clearInterval(reminder);
      }
    },
  };
}
