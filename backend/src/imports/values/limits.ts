/** Maximum lengths of texts in UTF-16 units. They equal the contract's limits, which a test checks. */
export const longest = {
  name: 200,
  words: 300,
  address: 500,
  tag: 60,
  custom: 2_000,
  customName: 100,
  countryRaw: 200,
} as const;

export const mostTags = 50;
export const mostCustomFields = 100;
