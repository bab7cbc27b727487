export * from './event.ts';
export * from './ids.ts';
export * from './job.ts';
export * from './lead.ts';
export * from './meta.ts';
export * from './phoneLookup.ts';
export * from './problem.ts';
export * from './provider.ts';
