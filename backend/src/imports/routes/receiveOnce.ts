import type { Request } from 'express';
import type { OnceDeps } from '../../http/appDeps.ts';
import { onlyOnce } from '../../http/requests/idempotency.ts';
import { readUpload } from '../../http/requests/readUpload.ts';
import type { Reply } from '../../http/route.ts';
import type { Imports } from '../createImports.ts';
import type { ReceivedFile } from '../file/receiveFile.ts';

/**
 * Receives an uploaded file and answers its request once per idempotency key. A repeated request is recognized by the
 * file's bytes. So the file is received first, and discarded when the answer is a saved one or an error.
 * @param sheet the sheet of a workbook
 * @param facts returns further values that a repeated request must share
 * @param answer admits the file
 */
export async function receiveOnce(
  deps: OnceDeps & { imports: Imports },
  { request, sheet }: { request: Request; sheet: string | undefined },
  { facts, answer }: { facts(file: ReceivedFile): object; answer(file: ReceivedFile): Promise<Reply> },
): Promise<Reply> {
  const file = await deps.imports.receive({ ...(await readUpload(request)), sheet: sheet ?? null });
  let isKept = false;
  try {
    return await onlyOnce(deps, request, { ...facts(file), sheet, sha256: file.sha256 }, async () => {
      const reply = await answer(file);
      isKept = true;
      return reply;
    });
  } finally {
    if (!isKept) await deps.imports.discard(file);
  }
}
