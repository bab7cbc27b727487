/** The entry point of provider definitions for commands: pure, without a database. */
export { type ExampleResult, failedExamples, readDefinition, runExamples } from './checkDefinition.ts';
export { directory } from './directory/directory.ts';
