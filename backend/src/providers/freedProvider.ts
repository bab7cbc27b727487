/** The columns of a provider whose stop ends: by a person, a new key or a top-up. */
export const freedProvider = (now: Date) => ({
  faultsInRow: 0,
  unusableCode: null,
  unusableText: null,
  unusableAt: null,
  freedAt: now,
});
