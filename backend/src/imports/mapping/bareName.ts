import { foldText } from '../../leads/foldText.ts';

/** A header as it is compared: letters and digits alone, without case and accents. */
export const bareName = (header: string): string => foldText(header).replace(/[^\p{L}\p{N}]/gu, '');
