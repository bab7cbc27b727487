import { useDebouncedValue } from '@mantine/hooks';
import type { LeadSet, MessageOverwrite } from '@tinygenesy/contract';
import { useState } from 'react';
import { useMessageEstimate } from '../../api/messages/estimateMessages.ts';
import { useMessagePreview } from '../../api/messages/previewMessage.ts';

/** The order of the previewed leads; `worst` is the API's name for "most incomplete first". */
export type PreviewOrder = 'newest' | 'worst';

/** Pause in typing before the preview of one lead, and before the estimate over all leads, is requested. */
const previewAfterMs = 150;
const estimateAfterMs = 500;

/** Preview and estimate of the template being written, and the choice of the previewed lead. */
export const useTemplateChecks = (set: LeadSet, text: string, overwrite: MessageOverwrite) => {
  const [order, setOrder] = useState<PreviewOrder>('newest');
  const [index, setIndex] = useState(0);
  const [previewed] = useDebouncedValue(text, previewAfterMs);
  const [settled] = useDebouncedValue(text, estimateAfterMs);
  const [estimated, setEstimated] = useState(text);
  const isBlank = estimated.trim() === '';
  const estimate = useMessageEstimate(isBlank ? null : { ...set, template: estimated, overwrite });
  // Runs one estimate at a time: with many leads an estimate takes longer than typing a word.
  if (settled !== estimated && !estimate.isFetching) setEstimated(settled);
  const leadIds = (order === 'worst' ? estimate.data?.worst : estimate.data?.newest) ?? [];
  const shownIndex = Math.min(index, Math.max(0, leadIds.length - 1));
  const preview = useMessagePreview(previewed, leadIds[shownIndex] ?? null);
  const hasText = text.trim() !== '';
  const problems = hasText ? (preview.data?.problems ?? []) : [];

  return {
    estimate,
    /** Whether the estimate belongs to the text in the editor. */
    isEstimateCurrent: estimated === text && !estimate.isPlaceholderData,
    isBlank,
    missing: isBlank ? [] : (estimate.data?.missing ?? []).filter(({ leads }) => leads > 0),
    preview: hasText ? preview.data : undefined,
    /** Whether the problems belong to the text in the editor. They are the same for all leads. */
    areProblemsCurrent: preview.data?.template === text,
    problems,
    hasErrors: problems.some(({ severity }) => severity === 'error'),
    leadIds,
    index: shownIndex,
    setIndex,
    order,
    setOrder: (next: PreviewOrder): void => {
      setOrder(next);
      setIndex(0);
    },
  };
};

export type TemplateChecks = ReturnType<typeof useTemplateChecks>;
