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
  /** The most that a provider’s calls may cost on a day (UTC), by the provider’s id. Providers without a budget are absent. */
  budgets: z.record(z.string(), microsSchema),
});
export type Settings = z.infer<typeof settingsSchema>;
export const settingsPatchSchema = z
  .strictObject({
    confirmAboveMicros: spendingSchema,
    mode: modeSchema,
    /** Changes the budgets of these providers; null removes a budget. */
    budgets: z.record(z.string().max(60), spendingSchema.nullable()),
  })
  .partial();
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
