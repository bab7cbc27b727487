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

/** The embedded Temporal server of a data folder. */
export type TemporalInstance = z.infer<typeof temporalInstance>;

/** The owner of a data folder: its pid, the address of its page, its Temporal server. Unknown parts are null. */
export type Instance = z.infer<typeof instance>;

/** Reads and writes `instance.json`. Writing throws the errors of the file system. */
export type InstanceFile = {
  read(): Instance;
  update(patch: Partial<Instance>): void;
};

const noOwner: Instance = { pid: null, address: null, temporal: null };

/** Opens the `instance.json` at `path`. A missing or damaged file reads as no owner. */
export function instanceFile(path: string): InstanceFile {
  const read = (): Instance => {
    try {
      return instance.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      return noOwner;
    }
  };
  return {
    read,
    update(patch) {
      // Renamed into place, so that another start never reads a partial file.
      const next = `${path}.next`;
      writeFileSync(next, `${JSON.stringify({ ...read(), ...patch }, null, 2)}\n`);
      renameSync(next, path);
    },
  };
}
