/** Hooks of a capability on leads. */
export interface LeadHooks {
  /** Returns fields for the answer about one lead. @throws AppError not_found */
  details?(leadId: number): Promise<Record<string, unknown>>;
  /**
   * Ends the open work for leads that were deleted or marked do-not-contact. Called after the commit; must not throw.
   */
  gone?(leadIds: number[]): Promise<void>;
}
