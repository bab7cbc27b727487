/** A progress bar at a terminal; elsewhere at most one plain line in 10 seconds. */
export interface Progress {
  /** Prints a line above the bar. */
  say(text: string): void;
  /** @param share completed, 0 to 1 */
  show(share: number, text: string): void;
  /** Removes the bar. */
  end(): void;
}

const barWidth = 24;
const lineEveryMs = 10_000;
const clearLine = '\r\u001B[2K';

export function createProgress(stream: { isTTY?: boolean; columns?: number; write(text: string): unknown }): Progress {
  let drawn = false;
  let last = { text: '', atMs: Number.NEGATIVE_INFINITY };

  function clear(): void {
    if (drawn) stream.write(clearLine);
    drawn = false;
  }

  return {
    say(text) {
      clear();
      stream.write(`${text}\n`);
    },
    show(share, text) {
      const done = Math.min(1, Math.max(0, share));
      if (stream.isTTY === true) {
        const filled = Math.round(done * barWidth);
        const line = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${text}`;
        stream.write(`${clearLine}${line.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
        drawn = true;
        return;
      }
      const now = performance.now();
      if (text === last.text || (done < 1 && now - last.atMs < lineEveryMs)) return;
      last = { text, atMs: now };
      stream.write(`${text}\n`);
    },
    end: clear,
  };
}
