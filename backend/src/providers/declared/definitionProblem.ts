/** A problem with its place (a JSON pointer) and what to write. */
export interface DefinitionProblem {
  pointer: string;
  /** The place in words. */
  place: string;
  message: string;
}

/** A problem with the path to its place. */
export interface FoundProblem {
  path: readonly PropertyKey[];
  message: string;
}
