import { z } from 'zod';
import { microsSchema, modeSchema, spendingSchema } from './ids.ts';

/** What an instance is set to; people change it in the page. */
export const settingsSchema = z.object({
  /** The page asks once more before it starts a job that may cost more than this. */
  confirmAboveMicros: microsSchema,
  /** Which providers are asked. */
  mode: modeSchema,
  /** The environment of a running process says which, so it can't be changed here. */
  modeFixed: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;
export const settingsPatchSchema = z.strictObject({ confirmAboveMicros: spendingSchema, mode: modeSchema }).partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
