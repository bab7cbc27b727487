import { tell, tellProblem } from '../../app/notify.ts';

/** Copies text to the clipboard and shows the result. Browsers block it on plain-http addresses. */
export const copyText = (text: string, copied: string, notCopied: { what: string; next: string }): void => {
  navigator.clipboard.writeText(text).then(
    () => tell(copied),
    () => tellProblem(notCopied.what, notCopied.next),
  );
};
