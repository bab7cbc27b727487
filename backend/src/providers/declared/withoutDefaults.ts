import { isDeepStrictEqual } from 'node:util';
import { providerDefinitionSchema } from '@tinygenesy/contract';

/**
 * Returns a stored definition as a person would write it: without the parts that have their default. A stored definition
 * has all of them. What this version can't read is returned as it is.
 */
export function withoutDefaults(stored: unknown): unknown {
  const whole = providerDefinitionSchema.safeParse(stored);
  if (!whole.success) return stored;
  const isSame = (shorter: unknown): boolean => {
    const parsed = providerDefinitionSchema.safeParse(shorter);
    return parsed.success && isDeepStrictEqual(parsed.data, whole.data);
  };
  const bare: Record<string, unknown> = {
    ...whole.data,
    ask: withoutEmpty(whole.data.ask),
    examples: whole.data.examples.map((example) => ({ ...example, got: example.got.map(withoutEmpty) })),
  };
  return Object.entries(bare).reduce((kept, [name]) => {
    const { [name]: _, ...shorter } = kept;
    return isSame(shorter) ? shorter : kept;
  }, bare);
}

/** Without parts that are an empty object: query and headers. An empty `body` is sent, and stays. */
const withoutEmpty = (part: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(part).filter(([name, value]) => name === 'body' || !isDeepStrictEqual(value, {})));
