/**
 * The environment of a process of the product. glibc gives up to eight memory arenas per core to the threads of Temporal's
 * client and of SQLite, and what one arena frees no other one uses (mallopt(3), M_ARENA_MAX).
 */
export const memoryEnv = { MALLOC_ARENA_MAX: process.env.MALLOC_ARENA_MAX ?? '2' };
