const stillEveryMs = 20_000;
const quietMs = 1_000;

/**
 * Tells a person what is done and how long it took.
 *
 * @param {{stream?: NodeJS.WritableStream, quiet?: boolean}} options quiet: what is up to date or done within a second is not told
 */
export function createReport({ stream = process.stdout, quiet = false } = {}) {
  const say = (line) => stream.write(`${line}\n`);
  return {
    say,

    /** Tells of a step that needn't be done. */
    skipped(title) {
      if (!quiet) say(`✓ ${title}: up to date`);
    },

    /** Does a step; `work` may return a note for the line that tells its end. */
    async step(title, work) {
      const startedAt = performance.now();
      const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
      let isTold = false;
      const begin = () => {
        isTold = true;
        say(`→ ${title} …`);
      };
      const later = quiet ? setTimeout(begin, quietMs) : begin();
      const still = setInterval(() => say(`  … still at it: ${title} (${seconds()})`), stillEveryMs);
      try {
        const note = await work();
        if (isTold) say(`✓ ${title}${note ? `: ${note}` : ''} (${seconds()})`);
      } catch (error) {
        say(`✗ ${title} (${seconds()})`);
        throw error;
      } finally {
        clearTimeout(later);
        clearInterval(still);
      }
    },
  };
}
