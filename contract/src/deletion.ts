import { z } from 'zod';
import { idSchema, timestampSchema } from './ids.ts';
import { exactlyOneSet, setShape } from './lead.ts';

/** Body of `DELETE /leads`: a set of leads, with `ids` instead of `leadIds`. */
export const leadDeleteSchema = z
  .strictObject({ ids: setShape.leadIds, filter: setShape.filter, exceptIds: setShape.exceptIds })
  .refine(({ ids, ...rest }) => exactlyOneSet.check({ leadIds: ids, ...rest }), 'give exactly one of ids or filter')
  .meta({ ...exactlyOneSet.jsonSchema, oneOf: [{ required: ['ids'] }, { required: ['filter'] }] });
export const leadDeletedSchema = z.object({ deleted: z.int(), undoToken: z.string() });
export const leadRestoreSchema = z.strictObject({ undoToken: z.string().min(1).max(100) });
export const leadRestoredSchema = z.object({ restored: z.int(), conflicts: z.int() });
/** A deletion that can be undone. */
export const deletionSchema = z.object({
  /** Restores the leads: `POST /leads/restore`. */
  undoToken: z.string(),
  /** Number of leads that are still deleted. */
  leads: z.int(),
  /** When the last of them was deleted. */
  deletedAt: timestampSchema,
  restorableUntil: timestampSchema,
  /** Who deleted them: a person, a job that deletes, or the undo of an import. */
  by: z.enum(['person', 'job', 'import_undo']),
  jobId: idSchema.nullable(),
});
export type Deletion = z.infer<typeof deletionSchema>;
export const deletionListSchema = z.object({ deletions: z.array(deletionSchema) });
export type DeletionList = z.infer<typeof deletionListSchema>;
