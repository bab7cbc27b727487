import type { DefinitionCheck } from '@tinygenesy/contract';

/** What a person pasted: each part as text, blank when it was not given. */
export type Pasted = { status: string; headers: string; body: string };

/** An answer to read; `none` when nothing was pasted, or a sentence on what can't be read. */
export type PastedAnswer =
  | { kind: 'none' }
  | { kind: 'problem'; field: 'status' | 'headers'; text: string }
  | { kind: 'answer'; answer: Answer };
type Answer = NonNullable<DefinitionCheck['answer']>;

/** Reads a pasted answer. The line of the status, as `curl -i` prints it first, may stand among the headers. */
export const readPasted = ({ status, headers, body }: Pasted): PastedAnswer => {
  const lines = headers
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const inHeaders = lines.map((line) => /^HTTP\/[\d.]+ (\d{3})\b/iu.exec(line)?.[1]).find((one) => one !== undefined);
  const given = status.trim() === '' ? (inHeaders ?? '') : status.trim();
  if (given === '' && body.trim() === '' && lines.length === 0) return { kind: 'none' };
  if (given !== '' && !/^[1-5]\d\d$/u.test(given)) {
    return { kind: 'problem', field: 'status', text: 'Enter a status from 100 to 599' };
  }
  const read: Record<string, string> = {};
  for (const line of lines.filter((one) => !/^HTTP\//iu.test(one))) {
    const [, name = '', value] = /^([^:\s]+)\s*:\s*(.*)$/u.exec(line) ?? [];
    if (value === undefined) {
      return { kind: 'problem', field: 'headers', text: `“${line.slice(0, 40)}” is no header: write Name: value` };
    }
    read[name] = value;
  }
  return { kind: 'answer', answer: { status: given === '' ? 200 : Number(given), headers: read, body } };
};
