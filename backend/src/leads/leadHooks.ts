/** What a capability adds to leads, and what it does when some are gone. */
export interface LeadHooks {
  /** Adds to what is told of one lead. @throws AppError not_found */
  details?(leadId: number): Promise<Record<string, unknown>>;
  /**
   * These leads were deleted or must not be contacted any more: work that is open for them should end.
   * Called after the commit; must not throw.
   */
  gone?(leadIds: number[]): Promise<void>;
}
