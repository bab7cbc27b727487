import { z } from 'zod';
import { microsSchema, spendingSchema } from './ids.ts';

/** What an instance is set to; people change it in the page. */
export const settingsSchema = z.object({
  /** The page asks once more before it starts a job that may cost more than this. */
  confirmAboveMicros: microsSchema,
});
export type Settings = z.infer<typeof settingsSchema>;
export const settingsPatchSchema = z.strictObject({ confirmAboveMicros: spendingSchema }).partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
