import { appendEvents } from '../../db/eventLog.ts';
import type { CallDeps } from './askDeps.ts';

/** Writes the event with a provider's current settings and state, after a change outside of the settings. */
export async function announceProvider(
  { database, clock, providerEvent }: Pick<CallDeps, 'database' | 'clock' | 'providerEvent'>,
  provider: string,
): Promise<void> {
  const event = await providerEvent(provider);
  await database.transaction((sql) => appendEvents(sql, [event], clock.now()));
}
