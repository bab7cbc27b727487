import { tell, tellProblem } from './notify.ts';

/** Copies text to the clipboard and tells the result. Browsers forbid it on a plain-http address. */
export const copyText = (text: string, copied: string, notCopied: { what: string; next: string }): void => {
  navigator.clipboard.writeText(text).then(
    () => tell(copied),
    () => tellProblem(notCopied.what, notCopied.next),
  );
};
