import { type Mode, type Settings, settingsPatchSchema, settingsSchema } from '@tinygenesy/contract';
import type { Sql } from '../../db/database.ts';
import type { RouteDeps } from '../../http/appDeps.ts';
import { type Route, routesTagged } from '../../http/route.ts';
import { readMode } from '../../jobs/mode.ts';
import { AppError } from '../../platform/errors.ts';
import { readConfirmAbove, saveConfirmAbove } from '../ledger/confirmAbove.ts';
import { readBudgets } from '../../providers/budgets.ts';
import type { ProviderSettings } from '../../providers/settings.ts';
import { switchMode } from '../ledger/switchMode.ts';
import { type ModeClaim, takeModeTurn } from './modeClaim.ts';

export interface SettingsDeps extends RouteDeps, Pick<ModeClaim, 'fixedMode'> {
  /** Called after the commit of a switch, with the leads whose lookups ended. Must not throw. */
  onSwitched(leadIds: readonly number[]): void;
  providerSettings: Pick<ProviderSettings, 'changeBudgets'>;
}

const { get, patch } = routesTagged('settings');

export function settingsRoutes({ database, clock, fixedMode, onSwitched, providerSettings }: SettingsDeps): Route[] {
  const read = async (sql: Sql): Promise<Settings> => ({
    confirmAboveMicros: await readConfirmAbove(sql),
    mode: await readMode(sql),
    modeFixed: (await fixedMode(sql)) !== null,
    budgets: await readBudgets(sql),
  });

  async function changeMode(sql: Sql, mode: Mode): Promise<readonly number[] | null> {
    await takeModeTurn(sql);
    const fixed = await fixedMode(sql);
    if (fixed !== null && fixed !== mode) {
      throw new AppError(
        'conflict',
        `The environment fixes the mode to ${fixed} (PROVIDERS, or the address of a provider). Change it there and start again.`,
      );
    }
    return switchMode(sql, mode, clock.now());
  }

  return [
    get('/settings', 'Read the settings', {
      answer: ['The settings', settingsSchema],
      handle: () => read(database),
    }),
    patch('/settings', 'Change settings; omitted fields stay', {
      body: settingsPatchSchema,
      answer: ['The settings after the change', settingsSchema],
      problems: [409],
      async handle({ body }) {
        const budgets = body.budgets === undefined ? null : await providerSettings.changeBudgets(body.budgets);
        const { settings, endedLeads } = await database.transaction(async (sql) => {
          if (body.confirmAboveMicros !== undefined) await saveConfirmAbove(sql, body.confirmAboveMicros);
          const ended = body.mode === undefined ? null : await changeMode(sql, body.mode);
          await budgets?.write(sql);
          return { settings: await read(sql), endedLeads: ended };
        });
        if (endedLeads !== null) onSwitched(endedLeads);
        budgets?.afterCommit();
        return settings;
      },
    }),
  ];
}
