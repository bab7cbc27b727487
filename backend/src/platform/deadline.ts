/** How long a stop of the process may take. */
export const stopWithinMs = 28_000;

/** The moment by which a stop must have ended. Every part of the stop gets the time that is left. */
export interface Deadline {
  leftMs(): number;
  /** An earlier moment, which leaves `ms` for the parts that stop later. */
  before(ms: number): Deadline;
}

export function deadlineIn(ms: number): Deadline {
  const endMs = performance.now() + ms;
  return {
    leftMs: () => Math.max(0, endMs - performance.now()),
    before: (earlierMs) => deadlineIn(endMs - earlierMs - performance.now()),
  };
}

/** A part of the process that can be stopped. */
export interface Part {
  name: string;
  stop(deadline: Deadline): Promise<unknown> | void;
}

/**
 * Stops parts side by side. A part that fails or is late does not keep the others from stopping.
 * @returns a sentence for each part that failed or was late
 */
export async function stopParts(parts: readonly Part[], deadline: Deadline): Promise<string[]> {
  const problems = await Promise.all(parts.map((part) => stopPart(part, deadline)));
  return problems.filter((problem) => problem !== null);
}

async function stopPart({ name, stop }: Part, deadline: Deadline): Promise<string | null> {
  let late: NodeJS.Timeout | undefined;
  const isLate = new Promise<string>((resolve) => {
    late = setTimeout(() => resolve(`Stopping ${name} took too long.`), deadline.leftMs());
  });
  const stopped = (async () => {
    await stop(deadline);
    return null;
  })().catch((error: unknown) => `Couldn't stop ${name}: ${error instanceof Error ? error.message : String(error)}`);
  try {
    return await Promise.race([stopped, isLate]);
  } finally {
    clearTimeout(late);
  }
}
