import { foldText } from '@tinygenesy/contract';

/** Reduces a header to lower-case letters and digits without accents, so that spellings of one name compare equal. */
export const bareName = (header: string): string => foldText(header).replace(/[^\p{L}\p{N}]/gu, '');
