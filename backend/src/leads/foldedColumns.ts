import { fieldStart, foldText } from '@tinygenesy/contract';

export interface FoldedColumns {
  sortName: string;
  sortEmail: string;
  sortCompany: string;
  searchText: string;
}

/** Builds the columns for sorting and search. Write them with every change of these fields. */
export function foldedColumns(lead: {
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  companyName: string | null;
}): FoldedColumns {
  const email = foldText(lead.email ?? '');
  const company = foldText(lead.companyName ?? '');
  const name = foldText(`${lead.firstName ?? ''} ${lead.lastName ?? ''}`);
  return {
    sortName: foldText(`${lead.lastName ?? ''} ${lead.firstName ?? ''}`),
    sortEmail: email,
    sortCompany: company,
    searchText: [name, email, company]
      .filter((field) => field !== '')
      .map((field) => fieldStart + field)
      .join(''),
  };
}
