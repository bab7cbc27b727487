import type { TemplateProblem } from '@tinygenesy/contract';

/** Text that takes the place of a part of the template. */
export type Replacement = { at: number; length: number; text: string };

/** Suggestions of problems as replacements, in the order of the text. */
export const replacementsOf = (problems: readonly TemplateProblem[]): Replacement[] =>
  problems
    .flatMap(({ at, length, suggestion }) => (suggestion === null ? [] : [{ at, length, text: suggestion }]))
    .toSorted((a, b) => a.at - b.at);

/** Applies replacements that do not overlap. Works from the end, so that earlier positions stay valid. */
export const replaceAll = (template: string, replacements: readonly Replacement[]): string =>
  replacements
    .toSorted((a, b) => b.at - a.at)
    .reduce((done, { at, length, text }) => done.slice(0, at) + text + done.slice(at + length), template);
