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
