import { type Settings, settingsPatchSchema, settingsSchema } from '@tinygenesy/contract';
import type { Sql } from '../db/database.ts';
import type { RouteDeps } from '../http/appDeps.ts';
import { route, type Route } from '../http/route.ts';
import { readConfirmAbove, saveConfirmAbove } from './ledger/confirmAbove.ts';

const tag = 'settings';
const read = async (sql: Sql): Promise<Settings> => ({ confirmAboveMicros: await readConfirmAbove(sql) });

export function settingsRoutes({ database }: Pick<RouteDeps, 'database'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/settings',
      tag,
      summary: 'What this instance is set to',
      responses: { 200: { description: 'The settings', schema: settingsSchema } },
      handle: async () => ({ status: 200, body: await read(database) }),
    }),
    route({
      method: 'patch',
      path: '/settings',
      tag,
      summary: 'Change settings; fields that are left out stay',
      body: settingsPatchSchema,
      responses: { 200: { description: 'The settings after the change', schema: settingsSchema } },
      problems: [409],
      handle: async ({ body }) => ({
        status: 200,
        body: await database.transaction(async (sql) => {
          if (body.confirmAboveMicros !== undefined) await saveConfirmAbove(sql, body.confirmAboveMicros);
          return read(sql);
        }),
      }),
    }),
  ];
}
