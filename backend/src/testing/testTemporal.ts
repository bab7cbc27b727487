import { inject } from 'vitest';
import { startedAddress } from './onDemand.ts';

/**
 * The host:port of the one Temporal server of a test run, which starts when the first test file asks. Namespace
 * `default`; each file takes task queues and workflow ids of its own.
 */
export function testTemporal(): Promise<string> {
  return startedAddress(inject('temporalOnDemand'));
}
