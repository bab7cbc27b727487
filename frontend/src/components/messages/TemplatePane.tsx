import { Stack } from '@mantine/core';
import type { TemplateProblem } from '@tinygenesy/contract';
import { type RefObject, useState } from 'react';
import { useTemplateFields } from '../../api/messages/getTemplateFields.ts';
import { QueryError } from '../shell/QueryError.tsx';
import { type Replacement, replaceAll } from './replaceAll.ts';
import { rewriteText } from './rewriteText.ts';
import { type Draft, SavedTemplates } from './SavedTemplates.tsx';
import { shownProblems } from './shownProblems.ts';
import { TemplateEditor } from './TemplateEditor.tsx';
import { TemplateProblems } from './TemplateProblems.tsx';
import type { TemplateChecks } from './useTemplateChecks.ts';

type TemplatePaneProps = {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  editor: RefObject<HTMLTextAreaElement | null>;
  checks: Pick<TemplateChecks, 'problems' | 'areProblemsCurrent'>;
};

/** Saved templates, template editor, and problems of the text with links that select and fix them. */
export const TemplatePane = ({ draft, onDraft, editor, checks }: TemplatePaneProps) => {
  const fields = useTemplateFields();
  const [namingAt, setNamingAt] = useState<number | null>(null);
  const { text, templateId } = draft;
  const setText = (next: string): void => onDraft({ ...draft, text: next });
  const select = ({ at, length }: TemplateProblem): void => {
    editor.current?.focus();
    editor.current?.setSelectionRange(at, at + length);
  };
  const fix = (replacements: readonly Replacement[]): void =>
    rewriteText(editor.current, replaceAll(text, replacements), setText);

  return (
    <Stack gap="sm">
      <SavedTemplates text={text} templateId={templateId} onOpen={onDraft} />
      <TemplateEditor text={text} onChange={setText} fields={fields.data} textarea={editor} onNaming={setNamingAt} />
      <QueryError query={fields} failed="Couldn’t load the merge fields" />
      <TemplateProblems
        problems={shownProblems(checks, text, namingAt)}
        onShow={select}
        onFix={checks.areProblemsCurrent ? fix : null}
      />
    </Stack>
  );
};
