import { inject } from 'vitest';
import { startedAddress } from './onDemand.ts';

/** The main file of the product as the sources are now, its other programs beside it; built once in a test run. */
export function buildProduct(): Promise<string> {
  return startedAddress(inject('productOnDemand'));
}
