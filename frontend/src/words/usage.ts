/** With fewer calls, a share or an average says nothing about a provider. */
export const enoughCalls = 10;
