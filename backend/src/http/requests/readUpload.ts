import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import type { Request } from 'express';
import { AppError } from '../../platform/errors.ts';
import { HttpFault } from '../answers/problem.ts';

export interface Upload {
  fileName: string;
  /** What the sender says; null where it doesn't, or where more than the file is sent. */
  sizeBytes: number | null;
  /** Read at the pace at which it is taken. */
  pieces: AsyncIterable<Uint8Array>;
}

export interface UploadLimits {
  /** A sender from whom nothing comes for so long is gone. */
  stalledMs: number;
}

const defaultLimits: UploadLimits = { stalledMs: 30_000 };
const defaultFileName = 'leads.csv';
const mostNameLength = 200;

/**
 * The file that a request brings: its whole body, or the first file of a form.
 * @throws AppError upload_stalled, upload_broken; HttpFault when the form has no file. `pieces` throws them too
 */
export async function readUpload(request: Request, { stalledMs }: UploadLimits = defaultLimits): Promise<Upload> {
  const named = nameIn(request);
  const pieces = piecesOf(request, stalledMs);
  if (request.is('multipart/form-data')) {
    const file = await fileOfForm(request, pieces);
    return { fileName: tidyName(named ?? file.fileName), sizeBytes: null, pieces: file.pieces };
  }
  const length = request.get('Content-Length');
  return { fileName: tidyName(named), sizeBytes: length === undefined ? null : Number(length), pieces };
}

/** A request's body. The request outlives it: it can be answered, and what was not read is passed over. */
async function* piecesOf(request: Request, stalledMs: number): AsyncGenerator<Uint8Array> {
  const iterator = (request as Readable).iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const { done, value } = await inTime(iterator.next(), stalledMs);
      if (done) return;
      yield value as Uint8Array;
    }
  } catch (error) {
    throw error instanceof AppError ? error : brokenUpload(error);
  } finally {
    // Not awaited: behind a sender who stalls it waits for him.
    iterator.return?.().then(
      () => request.resume(),
      () => undefined,
    );
  }
}

async function inTime<T>(next: Promise<T>, stalledMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new AppError('upload_stalled', 'Nothing came for a while. Send the file again.')),
      stalledMs,
    );
  });
  try {
    return await Promise.race([next, stalled]);
  } finally {
    clearTimeout(timer);
  }
}

const brokenUpload = (cause: unknown): AppError => {
  const error = new AppError('upload_broken', 'The upload broke off. Nothing was kept; send the file again.');
  error.cause = cause;
  return error;
};

/** The first file of a form; other fields are passed over. */
async function fileOfForm(
  request: Request,
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ fileName: string; pieces: AsyncIterable<Uint8Array> }> {
  let parser: BusboyInstance;
  try {
    parser = new Busboy({
      headers: request.headers as BusboyHeaders,
      limits: { files: 1, fields: 20, fieldSize: 10_000, parts: 30 },
    });
  } catch (error) {
    throw brokenUpload(error);
  }
  let file: BusboyFileStream | null = null;
  let fault: Error | null = null;
  const opened = new Promise<{ stream: BusboyFileStream; fileName: string }>((resolve, reject) => {
    parser.once('file', (_field, stream, fileName) => {
      file = stream;
      // Whoever reads the file hears of it; an error that nobody listens to would end the process.
      stream.on('error', () => undefined);
      resolve({ stream, fileName });
    });
    parser.on('error', (error) => {
      fault ??= brokenUpload(error);
      file?.destroy();
      reject(brokenUpload(error));
    });
    parser.once('finish', () =>
      reject(new HttpFault('unsupported_type', 'This form has no file. Send the file as a field of the form.')),
    );
  });
  const fed = feed(parser, pieces).catch((error: unknown) => {
    fault ??= error instanceof Error ? error : brokenUpload(error);
    parser.destroy(fault);
    file?.destroy();
  });
  const { stream, fileName } = await opened;

  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of stream) yield piece as Uint8Array;
    } catch (error) {
      throw fault ?? brokenUpload(error);
    }
    // The form goes on behind the file; only its end says that all of it came.
    await fed;
    if (fault !== null) throw fault;
  }
  return { fileName, pieces: read() };
}

async function feed(parser: BusboyInstance, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of pieces) {
    if (!parser.write(piece)) await once(parser, 'drain');
  }
  parser.end();
  if (!parser.writableFinished) await once(parser, 'finish');
}

/** The name of the file where the sender says it beside the body. */
function nameIn(request: Request): string | null {
  const { fileName } = request.query;
  if (typeof fileName === 'string' && fileName !== '') return fileName;
  const header = request.get('X-File-Name');
  if (header !== undefined && header !== '') return decoded(header);
  const disposition = request.get('Content-Disposition') ?? '';
  const extended = /filename\*\s*=\s*utf-8''(?<name>[^;\s]+)/iu.exec(disposition)?.groups?.['name'];
  if (extended !== undefined) return decoded(extended);
  const plain = /filename\s*=\s*(?:"(?<quoted>(?:\\.|[^"\\])*)"|(?<bare>[^;\s]+))/iu.exec(disposition)?.groups;
  const name = plain?.['quoted']?.replace(/\\(.)/gu, '$1') ?? plain?.['bare'];
  // Headers come as Latin-1; most senders mean UTF-8.
  return name === undefined ? null : Buffer.from(name, 'latin1').toString('utf8');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** No folders and nothing that can't be shown or stored; never empty. */
function tidyName(name: string | null): string {
  const last = (name ?? '').split(/[/\\]/u).at(-1) ?? '';
  const shown = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Surrogate}]/gu, '')
    .trim();
  return [...shown].slice(0, mostNameLength).join('') || defaultFileName;
}
