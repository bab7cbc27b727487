import type { Lead } from '@tinygenesy/contract';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useLeadCount } from '../../../api/leads/getLeadCount.ts';
import {
  blockOptions,
  type BlockPlace,
  blockRows,
  type LeadBlock,
  leadListsKey,
  useFirstLeads,
} from '../../../api/leads/getLeads.ts';
import { usePositions } from '../../../api/leads/getPositions.ts';
import type { ListState } from './listState.ts';
import { useResetOnChange } from './useResetOnChange.ts';

type Blocks = { from: number; to: number };
const firstBlocks: Blocks = { from: 0, to: 0 };
/** Rows shown as loading below the first ones while the length of the list is unknown. */
const rowsAhead = 50;
/** Rows shown as loading before anything is known. */
const rowsAtFirst = 24;

/** The rows of a list: those of the first block, or more if the list goes on. */
export const rowCountOf = (first: LeadBlock | undefined, rest: number | undefined, counted: number): number => {
  if (first === undefined) return rowsAtFirst;
  if (first.isPartial === true) return first.leads.length + rowsAhead;
  if (first.nextCursor === null) return first.leads.length;
  return rest === undefined ? Math.max(counted, first.leads.length + rowsAhead) : first.leads.length + rest;
};

const noCursors: readonly string[] = [];

const between = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, offset) => from + offset);

const firstPlace: BlockPlace = { cursor: null, until: null };

/** Where a block lies. Null: not known yet. */
const blockPlace = (block: number, nextCursor: string | null, cursors: readonly string[]): BlockPlace | null => {
  if (block === 0) return firstPlace;
  if (block === 1) return nextCursor === null ? null : { cursor: nextCursor, until: null };
  const cursor = cursors[block - 2];
  return cursor === undefined ? null : { cursor, until: cursors[block - 1] ?? null };
};

/** The leads of a view: any of its rows, loaded in blocks as they come on screen, and the number of leads that match. */
export const useLeadRows = (view: ListState) => {
  const client = useQueryClient();
  const [wanted, setWanted] = useState(firstBlocks);
  useResetOnChange(JSON.stringify(view), () => setWanted(firstBlocks));
  const query = useFirstLeads(view);
  const count = useLeadCount(view.filter);
  const first = query.data;
  const nextCursor = query.isPlaceholderData ? null : (first?.nextCursor ?? null);
  const positions = usePositions(view, nextCursor, wanted.to > 1);
  const cursors = positions.data?.cursors ?? noCursors;

  const placeOf = (block: number): BlockPlace | null => blockPlace(block, nextCursor, cursors);
  const places = between(Math.max(1, wanted.from), wanted.to).flatMap((block) => {
    const place = placeOf(block);
    return place === null ? [] : { block, place };
  });
  const loaded = useQueries({ queries: places.map(({ place }) => blockOptions(view, place)) });

  const blocks = new Map<number, LeadBlock>();
  if (first !== undefined) blocks.set(0, first);
  places.forEach(({ block }, index) => {
    const data = loaded[index]?.data;
    if (data !== undefined) blocks.set(block, data);
  });
  const failed = [positions, ...loaded].filter(({ isError }) => isError);
  const rowCount = rowCountOf(first, positions.data?.total, count.data?.total ?? 0);

  /** The lead of a row; null: it was deleted; undefined: it is not loaded. */
  const leadAt = (index: number): Lead | null | undefined => {
    const number = Math.floor(index / blockRows);
    const place = placeOf(number);
    const block =
      blocks.get(number) ?? (place === null ? undefined : client.getQueryData(blockOptions(view, place).queryKey));
    const lead = block?.leads[index % blockRows];
    return lead === undefined && block !== undefined && block.isPartial !== true && number > 0 ? null : lead;
  };

  return {
    query,
    /** The leads of the loaded blocks on screen, and of the first block. */
    leads: [...blocks.values()].flatMap((block) => block.leads.filter((lead) => lead !== null)),
    /** The number of rows, loaded or not. */
    rowCount,
    leadAt,
    /** The row of a lead on screen; -1 for others. */
    indexOf: (leadId: number): number => {
      for (const [number, block] of blocks) {
        const index = block.leads.findIndex((lead) => lead?.id === leadId);
        if (index >= 0) return number * blockRows + index;
      }
      return -1;
    },
    /** The ids of all loaded leads of the view. */
    loadedIds: (): number[] =>
      client
        .getQueriesData<LeadBlock>({ queryKey: [...leadListsKey, view] })
        .flatMap(([, block]) => (block?.leads ?? []).flatMap((lead) => lead?.id ?? [])),
    /** Loads the blocks of these rows. */
    want: useCallback((firstRow: number, lastRow: number): void => {
      const from = Math.max(0, Math.floor(firstRow / blockRows));
      const to = Math.floor(lastRow / blockRows);
      setWanted((before) => (before.from === from && before.to === to ? before : { from, to }));
    }, []),
    /** The loaded blocks on screen. */
    places: [...(wanted.from === 0 ? [firstPlace] : []), ...places.map(({ place }) => place)],
    /** Loads the rows again whose loading failed; null: none failed. */
    retry: failed.length === 0 ? null : (): void => failed.forEach((part) => void part.refetch()),
    total: count.data?.total ?? first?.leads.length ?? 0,
    totalIsAtLeast: count.data?.isAtLeast ?? false,
  };
};

export type LeadRows = ReturnType<typeof useLeadRows>;
