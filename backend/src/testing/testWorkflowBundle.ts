import { inject } from 'vitest';
import { startedAddress } from './onDemand.ts';

/** The file with the bundled workflow code, as the product ships it; made once in a test run, when first asked for. */
export function testWorkflowBundle(): Promise<string> {
  return startedAddress(inject('workflowBundleOnDemand'));
}
