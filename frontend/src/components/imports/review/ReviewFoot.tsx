import { Button } from '@mantine/core';
import type { ImportPreview } from '@tinygenesy/contract';
import { errorWords } from '../../../api/ApiProblem.ts';
import { useCommitImport } from '../../../api/imports/commitImport.ts';
import { tellError } from '../../../app/notify.ts';
import { count } from '../../../words/numbers.ts';
import classes from '../Import.module.css';
import type { ImportDraft } from '../useImportDraft.ts';

type ReviewFootProps = {
  draft: ImportDraft;
  preview: ImportPreview;
  isCounting: boolean;
  onBack: () => void;
  onClose: () => void;
};

const importWords = (leads: number): string =>
  leads === 0 ? 'Nothing to import' : leads === 1 ? 'Import 1 lead' : `Import ${count(leads)} leads`;

/** Starts the import, goes back to the columns, or closes the draft. */
export const ReviewFoot = ({ draft, preview, isCounting, onBack, onClose }: ReviewFootProps) => {
  const { id, settings } = draft;
  const commit = useCommitImport();
  const leads = preview.create + preview.update;
  return (
    <div className={classes['foot']}>
      <span className={classes['footWords']}>
        {commit.error === null
          ? 'Nothing is imported until you press Import. You can undo the import.'
          : errorWords(commit.error)}
      </span>
      <Button variant="default" onClick={onClose} visibleFrom="sm">
        Close and keep draft
      </Button>
      <Button variant="default" onClick={onBack}>
        Back to columns
      </Button>
      <Button
        disabled={isCounting || leads === 0 || commit.isPending}
        onClick={() =>
          commit.mutate({ id, settings }, { onError: (error) => tellError('Couldn’t start the import', error) })
        }
      >
        {commit.isPending ? 'Starting…' : isCounting ? 'Counting…' : importWords(leads)}
      </Button>
    </div>
  );
};
