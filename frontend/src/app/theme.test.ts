import { DEFAULT_THEME } from '@mantine/core';
import { expect, it } from 'vitest';
import { cssVariablesResolver, lightTexts, textColors } from './theme.ts';

const channel = (value: number): number => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
/** Relative luminance of `#rrggbb` as WCAG 2 defines it. */
const luminance = (color: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    channel(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const contrast = (text: string, ground: string): number => {
  const [light = 0, dark = 0] = [luminance(text), luminance(ground)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const { colors } = DEFAULT_THEME;
/** Backgrounds in page.css: page, surface, hover, selected rows, banner. */
const grounds = {
  light: ['#ffffff', '#f8f9fa', colors.gray[2], colors.indigo[0], '#fff9e6'],
  dark: ['#16181d', '#1d1f25', '#2a2c33', '#23283d', '#2c2716'],
} as const;

const cases = (['light', 'dark'] as const).flatMap((scheme) =>
  Object.entries(textColors[scheme]).flatMap(([name, color]) =>
    grounds[scheme]
      // Placeholders are only in fields, whose ground is the page.
      .slice(0, name === 'placeholder' ? 2 : undefined)
      .map((ground) => [scheme, name, color, ground] as const),
  ),
);
it.each(cases)('in %s, %s text %s on %s has a contrast of 4.5 : 1', (_scheme, _name, color, ground) => {
  expect(contrast(color, ground)).toBeGreaterThanOrEqual(4.5);
});

it.each(['indigo', 'red'] as const)('white text on a filled %s button has a contrast of 4.5 : 1', (name) => {
  expect(contrast('#ffffff', colors[name][8])).toBeGreaterThanOrEqual(4.5);
});

it.each(['gray', 'orange', 'yellow', 'teal', 'red', 'indigo', 'cyan'] as const)(
  'the text of a %s badge has a contrast of 4.5 : 1',
  (name) => {
    const text = name in lightTexts ? lightTexts[name as keyof typeof lightTexts] : colors[name][9];
    expect(contrast(text, colors[name][1])).toBeGreaterThanOrEqual(4.5);
  },
);

it.each(Object.entries(lightTexts).flatMap(([name, color]) => grounds.light.map((ground) => [name, color, ground])))(
  'in light, %s text %s on %s has a contrast of 4.5 : 1, and Mantine’s variable has it',
  (name = '', color = '', ground = '') => {
    expect(contrast(color, ground)).toBeGreaterThanOrEqual(4.5);
    expect(cssVariablesResolver(DEFAULT_THEME).light[`--mantine-color-${name}-text`]).toBe(color);
  },
);
