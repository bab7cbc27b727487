import { z } from 'zod';
import { microsSchema, modeSchema, spendingSchema } from './ids.ts';

/** Settings of an instance. */
export const settingsSchema = z.object({
  /** Jobs that may cost more need a confirmation on the page. */
  confirmAboveMicros: microsSchema,
  /** Which providers are called: the sandbox, or real ones. */
  mode: modeSchema,
  /** The mode is set by the environment of a running process, so that it can't be changed here. */
  modeFixed: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;
export const settingsPatchSchema = z.strictObject({ confirmAboveMicros: spendingSchema, mode: modeSchema }).partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
