import { Button, Menu } from '@mantine/core';
import type { LeadFilter, LeadSort } from '@tinygenesy/contract';
import { useState } from 'react';
import { useImports } from '../../../api/imports/getImports.ts';
import { useProviders } from '../../../api/providers/getProviders.ts';
import { defaultSort, fileOrder, hasFileOrder, hasFilter, type ListState } from '../state/listState.ts';
import type { LiveRows } from '../state/useLiveRows.ts';
import { ColumnsMenu } from '../table/columns/ColumnsMenu.tsx';
import type { TableColumns } from '../table/columns/useTableColumns.ts';
import { FilterChips } from './FilterChips.tsx';
import { chosenValues, type FilterField, filterFields, withValues } from './filterFields.ts';
import { FilterMenu } from './FilterMenu.tsx';
import classes from './LeadsToolbar.module.css';
import { LeadTotal } from './LeadTotal.tsx';

const AddFilter = ({ fields, onAdd }: { fields: readonly FilterField[]; onAdd: (field: FilterField) => void }) => (
  <Menu position="bottom-start">
    <Menu.Target>
      <Button size="xs" variant="subtle" color="gray">
        + Add filter
      </Button>
    </Menu.Target>
    <Menu.Dropdown>
      {fields.map((field) => (
        <Menu.Item key={field.name} onClick={() => onAdd(field)}>
          {field.label}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
);

/** Shows the leads of an import as its file has them. */
const FileOrder = ({ sort, onSort }: { sort: LeadSort; onSort: (sort: LeadSort) => void }) => {
  const isOn = sort === fileOrder;
  return (
    <Button
      size="xs"
      variant={isOn ? 'light' : 'default'}
      aria-pressed={isOn}
      title="Sort the leads by the rows of the file"
      onClick={() => onSort(isOn ? defaultSort : fileOrder)}
    >
      File order
    </Button>
  );
};

type LeadsToolbarProps = {
  view: ListState;
  onFilter: (filter: LeadFilter) => void;
  onSort: (sort: LeadSort) => void;
  columns: TableColumns;
  liveRows: LiveRows;
  onExport: () => void;
};

/** Toolbar above the table: number of matching leads, filters, choice of columns, and export. */
export const LeadsToolbar = ({ view, onFilter, onSort, columns, liveRows, onExport }: LeadsToolbarProps) => {
  const { filter, sort } = view;
  const providers = useProviders();
  const [added, setAdded] = useState<readonly FilterField['name'][]>([]);
  const imports = useImports(filter.importId !== undefined || added.includes('importId'));
  const fields = filterFields(filter, providers.data ?? [], imports.data?.pages.flatMap((page) => page.imports) ?? []);
  const isShown = ({ name, isOptional }: FilterField): boolean =>
    isOptional === undefined || filter[name] !== undefined || added.includes(name);
  const hidden = fields.filter((field) => !isShown(field));
  const clearAll = (): void => {
    setAdded([]);
    onFilter({});
  };

  return (
    <div className={classes['toolbar']} role="toolbar" aria-label="Leads shown">
      <LeadTotal filter={filter} />
      {liveRows.hasChanged ? (
        <Button size="compact-xs" radius="xl" onClick={liveRows.showChanges}>
          The list has changed · Show changes
        </Button>
      ) : null}
      {fields.filter(isShown).map(({ name, label, options, searchable, isSingle, isOpenEnded, isInOrder }) => (
        <FilterMenu
          key={name}
          label={label}
          options={options}
          chosen={chosenValues(filter, name)}
          onChange={(values) => onFilter(withValues(filter, name, values))}
          searchable={searchable ?? false}
          isSingle={isSingle ?? false}
          isOpenEnded={isOpenEnded ?? false}
          isInOrder={isInOrder ?? false}
          facet={name}
          filter={filter}
          isNew={added.includes(name)}
        />
      ))}
      {hasFileOrder(filter) ? <FileOrder sort={sort} onSort={onSort} /> : null}
      <FilterChips filter={filter} onFilter={onFilter} />
      {hidden.length === 0 ? null : <AddFilter fields={hidden} onAdd={({ name }) => setAdded([...added, name])} />}
      {hasFilter(filter) ? (
        <Button size="xs" variant="subtle" color="gray" onClick={clearAll}>
          Clear all filters
        </Button>
      ) : null}
      <ColumnsMenu columns={columns} />
      <Button size="xs" variant="subtle" color="gray" ml={{ base: 'auto', sm: 0 }} onClick={onExport}>
        Export
      </Button>
    </div>
  );
};
