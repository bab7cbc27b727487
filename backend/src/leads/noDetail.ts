import type { PhoneDetail } from '@tinygenesy/contract';

/** A phone detail without values. */
export const noDetail = {
  provider: null,
  step: null,
  of: null,
  waitingUntil: null,
  reason: null,
  failed: [],
} satisfies PhoneDetail;
