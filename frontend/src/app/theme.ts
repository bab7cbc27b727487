import { createTheme, type CSSVariablesResolver } from '@mantine/core';

const scrollingList = {
  defaultProps: { withScrollArea: false, attributes: { options: { tabIndex: 0 } } },
  styles: { options: { maxHeight: 220, overflowY: 'auto' } },
} as const;

/** Mantine's default look with one accent color. Shade 8 has a contrast of 4.5 : 1 to white text and to white pages. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'sm',
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  headings: { fontWeight: '600' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Mantine's placeholder takes the first focus and is no menu item. Without it the first item has the focus.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    // Mantine's marks that a screen reader would speak as an image, a second banner or a group without a name.
    ComboboxChevron: { defaultProps: { 'aria-hidden': true } },
    ModalHeader: { defaultProps: { role: 'none' } },
    DrawerHeader: { defaultProps: { role: 'none' } },
    ButtonGroup: { defaultProps: { role: 'none' } },
    ActionIconGroup: { defaultProps: { role: 'none' } },
    // A list that opened below its field moves above it when the loaded options need the room.
    Popover: { defaultProps: { preventPositionChangeWhenVisible: false } },
    // The list itself scrolls: a scroll area inside it is a region that no key reaches (WCAG 2.1.1).
    Select: scrollingList,
    TagsInput: scrollingList,
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
  },
});

/** Colors of texts that Mantine's defaults make too pale (WCAG 1.4.3): hints, placeholders and errors. */
export const textColors = {
  light: { dimmed: '#5c6370', placeholder: '#676e7a', error: '#c92a2a', anchor: '#3b5bdb' },
  dark: { dimmed: '#a8abb2', placeholder: '#9a9da5', error: '#ff8787', anchor: '#91a7ff' },
} as const;

/** Text of light badges and alerts, and on the page, of the colors whose darkest shade is too pale on its ground. */
export const lightTexts = { orange: '#9c3a06', yellow: '#7a4a00', teal: '#07694a' } as const;

const variables = (colors: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(colors).map(([name, color]) => [`--mantine-color-${name}`, color]));

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...variables(textColors.light),
    ...variables(
      Object.fromEntries(
        Object.entries(lightTexts).flatMap(([name, color]) => [
          [`${name}-light-color`, color],
          [`${name}-text`, color],
        ]),
      ),
    ),
  },
  dark: variables(textColors.dark),
});
