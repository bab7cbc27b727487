/** The entry point of provider definitions for commands: pure, without a database. */
export { readDefinition } from './checkDefinition.ts';
export { definitionHints } from './definitionHints.ts';
export { type ExampleResult, failedExamples, runExamples } from './runExamples.ts';
export { directory } from './directory/directory.ts';
