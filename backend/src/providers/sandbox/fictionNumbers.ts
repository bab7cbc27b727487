/**
 * Numbers that regulators reserve for fiction, so that a sandbox number never reaches a person.
 * `first` is the first national number of a range, `count` how many follow each other. Sources:
 * - US, CA: 555-0100 to 555-0199 of any area code (ATIS "555 NXX Line Number Reference Document").
 * - GB: Ofcom, "Telephone numbers for use in TV and radio drama programmes".
 * - AU: ACMA, "Phone numbers for use in TV shows, films and creative works" (5550 xxxx and 7010 xxxx).
 * - FR: Arcep, decision 2018-0881 (numbering plan), numbers for audiovisual works.
 * - DE: Bundesnetzagentur, Mitteilung 148/2021 ("Drama Numbers").
 * - SE: PTS, telephone numbers for use in books and films.
 * - IE: ComReg, Numbering Conditions (020 91x xxxx, drama use).
 * Spain and most other countries reserve none and use the American ones.
 */
const ranges: Readonly<Record<string, { callingCode: string; ranges: readonly { first: string; count: number }[] }>> = {
  US: {
    callingCode: '1',
    ranges: ['202', '212', '303', '305', '312', '404', '415', '512', '602', '617', '713', '818'].map((area) => ({
      first: `${area}5550100`,
      count: 100,
    })),
  },
  CA: { callingCode: '1', ranges: ['416', '514', '604'].map((area) => ({ first: `${area}5550100`, count: 100 })) },
  GB: {
    callingCode: '44',
    ranges: ['2079460000', '1134960000', '1174960000', '1214960000', '1314960000', '1614960000', '7700900000'].map(
      (first) => ({ first, count: 1_000 }),
    ),
  },
  AU: {
    callingCode: '61',
    ranges: ['2', '3', '7', '8'].flatMap((area) => [
      { first: `${area}55500000`, count: 10_000 },
      { first: `${area}70100000`, count: 10_000 },
    ]),
  },
  FR: {
    callingCode: '33',
    ranges: ['19900', '26191', '35301', '46571', '53649', '63998'].map((start) => ({
      first: `${start}0000`,
      count: 10_000,
    })),
  },
  DE: {
    callingCode: '49',
    ranges: ['3023125000', '6990009000', '4066969000', '2214710000', '8999998000'].map((first) => ({
      first,
      count: 1_000,
    })),
  },
  SE: {
    callingCode: '46',
    ranges: [
      { first: '313900600', count: 100 },
      { first: '406280400', count: 100 },
      { first: '846500400', count: 100 },
      { first: '980319200', count: 100 },
      { first: '701740605', count: 95 },
    ],
  },
  IE: { callingCode: '353', ranges: [{ first: '209100000', count: 100_000 }] },
};

export interface FictionNumber {
  /** ISO 3166-1 alpha-2. */
  country: string;
  callingCode: string;
  /** Without trunk prefix; none of the ranges has a leading zero that matters. */
  national: string;
}

/** Returns the country of a host's top-level domain if it has numbers for fiction, else the United States. */
export function countryOfHost(host: string): string {
  const ending = host.split('.').at(-1)?.toUpperCase() ?? '';
  const country = ending === 'UK' ? 'GB' : ending;
  return country in ranges ? country : 'US';
}

/** Returns the number of a country at an index ≥ 0, always the same for the same index. */
export function fictionNumber(country: string, pick: number): FictionNumber {
  const plan = ranges[country] ?? ranges['US'];
  if (plan === undefined) throw new Error('no numbers for fiction');
  let place = pick % plan.ranges.reduce((sum, { count }) => sum + count, 0);
  for (const { first, count } of plan.ranges) {
    if (place < count) return { country, callingCode: plan.callingCode, national: String(Number(first) + place) };
    place -= count;
  }
  throw new Error('a pick lies outside its own ranges');
}

/** Lists the first and last number of each range, with its country. */
export function fictionRangeEnds(): FictionNumber[] {
  return Object.entries(ranges).flatMap(([country, { callingCode, ranges: list }]) =>
    list.flatMap(({ first, count }) =>
      [0, count - 1].map((place) => ({ country, callingCode, national: String(Number(first) + place) })),
    ),
  );
}
