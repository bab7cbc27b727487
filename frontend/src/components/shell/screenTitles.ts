/** Titles of the screens by address, as the menu, the window's title and the headings name them. */
export const screenTitles = {
  '/leads': 'Leads',
  '/jobs': 'Jobs',
  '/imports': 'Imports',
  '/messages': 'Messages',
  '/suppression': 'Suppression list',
  '/providers': 'Providers',
  '/deleted': 'Deleted leads',
} as const;

const byAddress: ReadonlyMap<string, string> = new Map(Object.entries(screenTitles));

/** Returns the title of the screen at an address, which may end with a slash. */
export const screenTitle = (pathname: string): string =>
  byAddress.get(pathname.replace(/(?<=.)\/$/u, '')) ?? 'Page not found';
