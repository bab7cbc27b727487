import type { PermitView } from './permitStore.ts';
import { readCounts } from './permitWindow.ts';

/** A view as both databases return it: one row, the slots as JSON text of `[kind, slot, busyUntilMs]`. */
export interface PermitViewRow {
  nowMs: bigint | number;
  slots: string | null;
  blockedUntilMs: bigint | number | null;
  windows: string | null;
  peopleWaiting: bigint | number;
}

export function readPermitView([row]: PermitViewRow[]): PermitView {
  if (row === undefined) throw new Error('The statement that reads the permits returned no row');
  const slots = JSON.parse(row.slots ?? '[]') as ['rate' | 'lease', number, number][];
  const ofKind = (wanted: 'rate' | 'lease') =>
    slots.filter(([kind]) => kind === wanted).map(([, slot, busyUntilMs]) => ({ slot, busyUntilMs }));
  return {
    nowMs: Number(row.nowMs),
    rates: ofKind('rate'),
    leases: ofKind('lease'),
    blockedUntilMs: Number(row.blockedUntilMs ?? 0),
    windows: readCounts(row.windows),
    peopleWaiting: Number(row.peopleWaiting),
  };
}
