import { foldText } from '@tinygenesy/contract';

const yes: ReadonlySet<string> = new Set(
  `yes y true t 1 x on checked opted-out ✓ ✔ ☑ ja j wahr si s verdadero oui o vrai vero sim verdadeiro waar tak t prawda
   sant kylla ano da igen evet да 是 はい`.split(/\s+/u),
);
const no: ReadonlySet<string> = new Set(
  `no n false f 0 off unchecked ☐ nein falsch falso non faux nao onwaar nee nie falsz nej falskt nei ei ne nu nem hayir
   нет 否 いいえ`.split(/\s+/u),
);

/** Reads yes or no, in many languages and as spreadsheets write it; null: neither. */
export function readYesNo(text: string): boolean | null {
  const word = foldText(text);
  return yes.has(word) ? true : no.has(word) ? false : null;
}
