import { Combobox } from '@mantine/core';
import { memo, type Ref } from 'react';
import classes from './Messages.module.css';
import type { TemplateToken } from './templateTokens.ts';

/** A brace that ends the naming of a field is no error while the name is being typed. */
const shownKind = ({ kind, at }: TemplateToken, openBrace: number | null): TemplateToken['kind'] =>
  kind !== 'unclosed' ? kind : openBrace === at - 1 ? 'field' : 'unknown';

type TemplateTextProps = {
  tokens: readonly TemplateToken[];
  /** Place of the brace behind which a field is being named; the list of fields stands below it. */
  openBrace: number | null;
  ref: Ref<HTMLDivElement>;
};

/** Tokens line by line: a line is a paragraph of its own, whose first letter decides the direction of writing. */
const linesOf = (tokens: readonly TemplateToken[]): TemplateToken[][] => {
  const lines: TemplateToken[][] = [[]];
  for (const token of tokens) {
    let { at } = token;
    for (const [index, text] of token.text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ ...token, text, at });
      at += text.length + 1;
    }
  }
  return lines;
};

/**
 * The text of the editor with its merge fields in color. It lies below the text field, whose own letters are
 * transparent: so typing, undo, copying, input methods and screen readers are those of a plain text field.
 */
export const TemplateText = memo(({ tokens, openBrace, ref }: TemplateTextProps) => (
  <div ref={ref} className={`${classes['letters']} ${classes['shown']}`} dir="auto" aria-hidden="true">
    {linesOf(tokens).map((line, number) => (
      <div key={number} className={classes['line']}>
        {/* An empty line has no height of its own. */}
        {line.length === 0 ? '\u200b' : null}
        {line.map((token) => {
          const letters = (
            <span key={token.at} className={classes['token']} data-kind={shownKind(token, openBrace)}>
              {token.text}
            </span>
          );
          return token.at === openBrace ? (
            <Combobox.DropdownTarget key={token.at}>{letters}</Combobox.DropdownTarget>
          ) : (
            letters
          );
        })}
      </div>
    ))}
  </div>
));
TemplateText.displayName = 'TemplateText';
