import { type LeadSet, leadSetSchema } from '@tinygenesy/contract';
import { defaultSort, readListState, writeListState } from '../leads/state/listState.ts';

/** So many ids still make an address that can be sent to a colleague. */
const mostIdsInAddress = 100;

/** Where messages for these leads are written; what is too long for an address goes with the history of the tab. */
export const messagesAddress = (
  set: LeadSet,
): { to: { pathname: string; search: string }; state: { leads: LeadSet } | null } => {
  const { leadIds, filter, exceptIds } = set;
  const query =
    filter !== undefined
      ? writeListState(new URLSearchParams(), { filter, sort: defaultSort })
      : new URLSearchParams(
          leadIds !== undefined && leadIds.length <= mostIdsInAddress ? { leads: leadIds.join() } : {},
        );
  const fits = exceptIds === undefined && (leadIds === undefined || leadIds.length <= mostIdsInAddress);
  return { to: { pathname: '/messages', search: query.toString() }, state: fits ? null : { leads: set } };
};

/** The leads that an address is about; without a word about them: all. */
export const readMessageSet = (query: URLSearchParams, state: unknown): LeadSet => {
  const given = typeof state === 'object' && state !== null && 'leads' in state ? state.leads : undefined;
  const fromHistory = leadSetSchema.safeParse(given);
  if (fromHistory.success) return fromHistory.data;
  const fromAddress = leadSetSchema.safeParse({ leadIds: query.get('leads')?.split(',').map(Number) });
  return fromAddress.success ? fromAddress.data : { filter: readListState(query).filter };
};
