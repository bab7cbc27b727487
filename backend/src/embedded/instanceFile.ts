import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const temporalInstance = z.object({
  pid: z.number().int(),
  port: z.number().int(),
  uiPort: z.number().int().nullable(),
  dbFile: z.string(),
});

const instance = z.object({
  pid: z.number().int().nullable(),
  address: z.string().nullable(),
  temporal: temporalInstance.nullable(),
});

/** The embedded Temporal server that serves a data folder. */
export type TemporalInstance = z.infer<typeof temporalInstance>;

/** Who runs on a data folder: the owner's pid, where its page is, its Temporal server. Parts that aren't known are null. */
export type Instance = z.infer<typeof instance>;

/** Reads and writes `instance.json`. Writing throws what the file system throws. */
export type InstanceFile = {
  read(): Instance;
  update(patch: Partial<Instance>): void;
};

const nobody: Instance = { pid: null, address: null, temporal: null };

/** The `instance.json` at `path`. A file that is missing or damaged reads as nobody. */
export function instanceFile(path: string): InstanceFile {
  const read = (): Instance => {
    try {
      return instance.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      return nobody;
    }
  };
  return {
    read,
    update(patch) {
      // Renamed into place, so that a second start never reads half a file.
      const next = `${path}.next`;
      writeFileSync(next, `${JSON.stringify({ ...read(), ...patch }, null, 2)}\n`);
      renameSync(next, path);
    },
  };
}
