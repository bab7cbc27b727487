/** For so many leads a provider as data is called before a test run was answered; then it stops. */
export const untestedLeads = 10;
