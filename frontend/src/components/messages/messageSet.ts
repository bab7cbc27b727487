import { type LeadSet, leadSetSchema, missableFields, type TemplateField } from '@tinygenesy/contract';
import { defaultSort, hasFilter, readListState, writeListState } from '../leads/state/listState.ts';

/** Keeps the address short enough to share. */
const maxIdsInAddress = 100;
/** Stands for all leads in the address. */
const allLeads = 'all';

/** Address of the page that writes messages for these leads. A set too long for an address goes into the tab's history state. */
export const messagesAddress = (
  set: LeadSet,
): { to: { pathname: string; search: string }; state: { leads: LeadSet } | null } => {
  const { leadIds, filter, exceptIds } = set;
  const query =
    filter === undefined
      ? new URLSearchParams(leadIds !== undefined && leadIds.length <= maxIdsInAddress ? { leads: leadIds.join() } : {})
      : hasFilter(filter)
        ? writeListState(new URLSearchParams(), { filter, sort: defaultSort })
        : new URLSearchParams({ leads: allLeads });
  const fits = exceptIds === undefined && (leadIds === undefined || leadIds.length <= maxIdsInAddress);
  return { to: { pathname: '/messages', search: query.toString() }, state: fits ? null : { leads: set } };
};

/** Reads the leads from the address or the history state. Null when neither names any: all leads must be chosen too. */
export const readMessageSet = (query: URLSearchParams, state: unknown): LeadSet | null => {
  const given = typeof state === 'object' && state !== null && 'leads' in state ? state.leads : undefined;
  const fromHistory = leadSetSchema.safeParse(given);
  if (fromHistory.success) return fromHistory.data;
  const fromAddress = leadSetSchema.safeParse({ leadIds: query.get('leads')?.split(',').map(Number) });
  if (fromAddress.success) return fromAddress.data;
  const { filter } = readListState(query);
  return hasFilter(filter) || query.get('leads') === allLeads ? { filter } : null;
};

/**
 * Address of the list with the leads of the set that have none of the fields. Null when the filter has no name for one
 * of the fields, or when a name has a comma, which separates names in the address.
 */
export const leadsAddress = (
  fields: readonly string[],
  known: readonly TemplateField[],
  set: LeadSet,
): string | null => {
  const missing = fields.map((name) => {
    const field = known.find((one) => one.name === name);
    if (field?.isCustom === true) return `custom:${field.label}`;
    return missableFields.find((one) => one === name);
  });
  if (missing.some((name) => name === undefined || name.includes(','))) return null;
  const next = writeListState(new URLSearchParams(), { filter: set.filter ?? {}, sort: defaultSort });
  next.set('missing', [...new Set([...(set.filter?.missing ?? []), ...missing])].join());
  return `/leads?${next.toString()}`;
};
