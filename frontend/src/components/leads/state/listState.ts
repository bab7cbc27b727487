import { joinList, type LeadFilter, leadFilterQuerySchema, type LeadSort, leadSortSchema } from '@tinygenesy/contract';

/** Filter and sort of the table. The address stores both, so that a shared link shows the same leads. */
export type ListState = { filter: LeadFilter; sort: LeadSort };

const filterNames = [
  'q',
  'country',
  'phoneStatus',
  'phoneProvider',
  'phoneType',
  'emailVerdict',
  'emailReason',
  'tag',
  'missing',
  'suppressed',
  'doNotContact',
  'importId',
  'jobId',
] as const satisfies (keyof LeadFilter)[];
export const defaultSort: LeadSort = '-id';

/** Reads filter and sort from the address. Ignores invalid values and keeps the others. */
export const readListState = (query: URLSearchParams): ListState => {
  let filter: LeadFilter = {};
  for (const name of filterNames) {
    const values = query.getAll(name).filter((value) => value !== '');
    if (values.length === 0) continue;
    const parsed = leadFilterQuerySchema.safeParse({ [name]: values.length === 1 ? values[0] : values });
    if (parsed.success) filter = { ...filter, ...parsed.data };
  }
  const sort = leadSortSchema.safeParse(query.get('sort'));
  return { filter, sort: sort.success ? sortWithin(filter, sort.data) : defaultSort };
};

/** The order of the rows of an import's file. */
export const fileOrder: LeadSort = 'importRow';
/** Whether the leads can be in the order of a file: those of one import. */
export const hasFileOrder = ({ importId, jobId }: LeadFilter): boolean => importId !== undefined && jobId === undefined;

/** The sort, or the default where the leads are of no single file. */
const sortWithin = (filter: LeadFilter, sort: LeadSort): LeadSort =>
  sort.endsWith(fileOrder) && !hasFileOrder(filter) ? defaultSort : sort;

/** The address of the leads of an import, in the order of its file. */
export const importAddress = (importId: number) => ({
  pathname: '/leads',
  search: `importId=${importId}&sort=${fileOrder}`,
});

/** Returns the address with this filter and sort. Other parameters, such as an open lead, stay. */
export const writeListState = (query: URLSearchParams, { filter, sort }: ListState): URLSearchParams => {
  const next = new URLSearchParams(query);
  for (const name of filterNames) {
    const value = filter[name];
    const text = Array.isArray(value) ? joinList(value) : value === undefined ? '' : String(value);
    if (text === '') next.delete(name);
    else next.set(name, text);
  }
  const kept = sortWithin(filter, sort);
  if (kept === defaultSort) next.delete('sort');
  else next.set('sort', kept);
  return next;
};

export const hasFilter = (filter: LeadFilter): boolean => Object.values(filter).some((value) => value !== undefined);
