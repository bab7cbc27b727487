import { Parser } from 'htmlparser2';
import { brokenFault } from './SheetFault.ts';

/** Deeper elements than any workbook has; the parser's time grows with the square of their number. */
const deepest = 1_000;

export interface XmlHandler {
  /** `name` is without its namespace. */
  open?(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

const bareName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Parses XML piece by piece. Yields after each piece, so that the caller can pass on what it has.
 * @throws SheetFault broken
 */
export async function* readXml(chunks: AsyncIterable<Uint8Array>, handler: XmlHandler): AsyncGenerator<void> {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        if (depth > deepest) throw brokenFault();
        handler.open?.(bareName(name), attributes);
      },
      ontext: (text) => handler.text?.(text),
      onclosetag(name) {
        depth -= 1;
        handler.close?.(bareName(name));
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.write(decoder.decode());
  parser.end();
  yield;
}

/** Parses a whole XML file. */
export async function parseXml(chunks: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
  for await (const _ of readXml(chunks, handler));
}
