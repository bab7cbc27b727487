/** A problem with its place (a JSON pointer) and what to write. */
export interface DefinitionProblem {
  pointer: string;
  message: string;
}
