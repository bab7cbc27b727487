import { dialogLater } from '../shell/loadLater.tsx';

export const FindPhonesDialog = dialogLater(
  'Find phone numbers',
  async () => (await import('./findPhones/FindPhonesDialog.tsx')).FindPhonesDialog,
);
export const VerifyEmailsDialog = dialogLater(
  'Verify emails',
  async () => (await import('./verifyEmails/VerifyEmailsDialog.tsx')).VerifyEmailsDialog,
);
export const ExportDialog = dialogLater('Export', async () => (await import('./export/ExportDialog.tsx')).ExportDialog);

/** Loads the dialogs about selected leads: the next click may open one. */
export const preloadSelectionDialogs = (): void => {
  for (const dialog of [FindPhonesDialog, VerifyEmailsDialog, ExportDialog]) dialog.preload();
};
