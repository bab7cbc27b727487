import type { TemplateField } from '@tinygenesy/contract';

/** Standard fields, then custom fields. Groups without a field are left out. */
export const fieldGroups = (
  fields: readonly TemplateField[],
): { label: string; isCustom: boolean; fields: TemplateField[] }[] =>
  [
    { label: 'Standard fields', isCustom: false },
    { label: 'Custom fields', isCustom: true },
  ]
    .map((group) => ({ ...group, fields: fields.filter(({ isCustom }) => isCustom === group.isCustom) }))
    .filter((group) => group.fields.length > 0);
