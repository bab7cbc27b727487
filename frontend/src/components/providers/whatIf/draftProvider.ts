import type { Provider } from '@tinygenesy/contract';

/** A provider in an order to try. */
export type DraftProvider = Pick<Provider, 'id' | 'name' | 'enabled'>;
