import { inject } from 'vitest';
import { startedAddress } from './onDemand.ts';

/**
 * Builds the product from the current sources, once per test run.
 * @returns the main file, with other programs beside it
 */
export function buildProduct(): Promise<string> {
  return startedAddress(inject('productOnDemand'));
}
