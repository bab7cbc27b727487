/**
 * Conversions of numbers in a form that their country gave up. Each rule has the national digits as they were dialed
 * and as they are now. A conversion counts only if its result is a valid number.
 */
type Rule = readonly [old: RegExp, now: string | ((...groups: string[]) => string)];

/** Ivory Coast, 31 January 2021: the second digit of a mobile number named its operator. Fixed lines are ambiguous. */
const ivorianPrefix = (digits: string): string => {
  const operator = Number(digits[1]);
  return operator <= 3 ? '01' : operator <= 6 ? '05' : '07';
};

/** Vietnam, 2018: mobile prefixes with four digits became prefixes with three. */
const vietnamese: Readonly<Record<string, string>> = {
  120: '70',
  121: '79',
  122: '77',
  126: '76',
  128: '78',
  123: '83',
  124: '84',
  125: '85',
  127: '81',
  129: '82',
  162: '32',
  163: '33',
  164: '34',
  165: '35',
  166: '36',
  167: '37',
  168: '38',
  169: '39',
  186: '56',
  188: '58',
  199: '59',
};

/** Rules by country calling code. */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  // Mexico, 3 August 2019: no 1 after +52, and no 01, 044 and 045.
  52: [[/^(?:0?1|04[45])(\d{10})$/u, '$1']],
  // Brazil, 2012 to 2016: mobile numbers got a ninth digit.
  55: [[/^([1-9]\d)([6-9]\d{7})$/u, '$19$2']],
  225: [[/^([04-9]\d{7})$/u, (digits) => ivorianPrefix(digits) + digits]],
  // Benin, 30 November 2024.
  229: [[/^(\d{8})$/u, '01$1']],
  84: [[/^0?(1[2-9]\d)(\d{7})$/u, (prefix, rest) => `${vietnamese[prefix] ?? ''}${rest}`]],
  // Colombia, 1 September 2021: fixed lines begin with 60; mobile numbers lost their 03.
  57: [
    [/^([1-8]\d{7})$/u, '60$1'],
    [/^0\d?(3\d{9})$/u, '$1'],
  ],
  // Ecuador, 30 September 2012.
  593: [[/^0?([89]\d{7})$/u, '9$1']],
  // Cameroon, 21 November 2014.
  237: [
    [/^([5-9]\d{7})$/u, '6$1'],
    [/^([23]\d{7})$/u, '2$1'],
  ],
  // Chile, 2013 to 2016: fixed lines got a 2 behind the area code.
  56: [[/^(2|[3-7]\d)(\d{6,7})$/u, '$12$2']],
  // Italy: mobile numbers lost their 0 in 2001, fixed lines never do.
  39: [
    [/^0(3\d{8,9})$/u, '$1'],
    [/^([1-9]\d{5,9})$/u, '0$1'],
  ],
  // Great Britain, 22 April 2000.
  44: [
    [/^0?171(\d{7})$/u, '207$1'],
    [/^0?181(\d{7})$/u, '208$1'],
    [/^0?1203(\d{6})$/u, '2476$1'],
    [/^0?1222(\d{6})$/u, '2920$1'],
    [/^0?1232(\d{6})$/u, '2890$1'],
    [/^0?1703(\d{6})$/u, '2380$1'],
    [/^0?1705(\d{6})$/u, '2392$1'],
  ],
  // Ukraine: 8 was the trunk prefix until 2009.
  380: [[/^80?(\d{9})$/u, '$1']],
  // Argentina: 15 before or behind the area code, as mobile numbers are often written abroad.
  54: [
    [/^15(\d{10})$/u, '9$1'],
    [/^9?0?(\d{2})15(\d{8})$/u, '9$1$2'],
    [/^9?0?(\d{3})15(\d{7})$/u, '9$1$2'],
    [/^9?0?(\d{4})15(\d{6})$/u, '9$1$2'],
  ],
};

/** A trunk prefix that the country has given up or that is never dialed from abroad. */
const trunkZero: Rule = [/^0+([1-9]\d+)$/u, '$1'];

/**
 * Returns the E.164 numbers that a number in an old form may have become, the likeliest first.
 * @param digits the national digits as written, with any prefix
 */
export function fromOldForm(callingCode: string, digits: string): string[] {
  return [...(rules[callingCode] ?? []), trunkZero].flatMap(([old, now]) => {
    if (!old.test(digits)) return [];
    const national = typeof now === 'string' ? digits.replace(old, now) : now(...(old.exec(digits)?.slice(1) ?? []));
    return `+${callingCode}${national}`;
  });
}
