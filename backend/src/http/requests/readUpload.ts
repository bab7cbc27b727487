import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import type { Request } from 'express';
import { AppError } from '../../platform/errors.ts';
import { HttpFault } from '../answers/problem.ts';

export interface Upload {
  fileName: string;
  /** From `Content-Length`; null if it is missing, or if the body is a form. */
  sizeBytes: number | null;
  /** The bytes of the file, read at the pace of the consumer. */
  pieces: AsyncIterable<Uint8Array>;
}

export interface UploadLimits {
  /** An upload that sends nothing for this long is ended. */
  stalledMs: number;
}

const defaultLimits: UploadLimits = { stalledMs: 30_000 };
const defaultFileName = 'leads.csv';
const maxNameLength = 200;

/**
 * Reads an uploaded file: the whole body of the request, or the first file of a form.
 * @throws AppError upload_stalled, upload_broken; HttpFault when the form has no file. Iterating `pieces` throws them too
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

/** Iterates over the body of a request. Afterwards the request can still be answered, and the rest is discarded. */
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
    // Not awaited, because it would wait for a stalled sender.
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
      () =>
        reject(
          new AppError(
            'upload_stalled',
            'The upload sent no data for too long. The file was not saved. Send it again.',
          ),
        ),
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
  const error = new AppError('upload_broken', 'The upload was interrupted. The file was not saved. Send it again.');
  error.cause = cause;
  return error;
};

/** Returns the first file of a form and ignores other fields. */
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
      // The reader of the file gets the error. Without a listener it would end the process.
      stream.on('error', () => undefined);
      resolve({ stream, fileName });
    });
    parser.on('error', (error) => {
      fault ??= brokenUpload(error);
      file?.destroy();
      reject(brokenUpload(error));
    });
    parser.once('finish', () =>
      reject(new HttpFault('unsupported_type', 'The form has no file. Send the file as a field of the form.')),
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
    // The form continues after the file; only its end shows that it is complete.
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

/** Returns the file name from the query or the headers; null if the sender gave none. */
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
  // Node decodes headers as Latin-1, but most senders use UTF-8.
  return name === undefined ? null : Buffer.from(name, 'latin1').toString('utf8');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Removes folders and characters that can't be stored or shown. Never returns an empty name. */
function tidyName(name: string | null): string {
  const last = (name ?? '').split(/[/\\]/u).at(-1) ?? '';
  const shown = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Surrogate}]/gu, '')
    .trim();
  return [...shown].slice(0, maxNameLength).join('') || defaultFileName;
}
