/** A workbook that can't be read, with a text for the user. */
export class SheetFault extends Error {
  override readonly name = 'SheetFault';
  constructor(
    readonly code: 'password' | 'broken' | 'too_large' | 'no_sheet' | 'unsupported' | 'empty',
    message: string,
  ) {
    super(message);
  }
}

export const brokenFault = (): SheetFault =>
  new SheetFault(
    'broken',
    'This workbook is damaged or incomplete. Open it in your spreadsheet program, save it again and choose that file.',
  );
