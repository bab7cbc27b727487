import { type RefObject, useLayoutEffect, useRef } from 'react';

/**
 * Element over the page. A modal (dialog or drawer) holds the focus and makes all elements below it inert; a panel only
 * takes part in the order in which Escape closes layers.
 */
type Layer = { element: HTMLElement; kind: 'modal' | 'panel'; close: () => void };

const layers: Layer[] = [];
const topModal = (): Layer | undefined => layers.findLast(({ kind }) => kind === 'modal');
const topLayer = (): Layer | undefined => topModal() ?? layers.at(-1);

/** Whether a dialog or drawer is open. Shortcuts of the page are off then. */
export const isPageCovered = (): boolean => topModal() !== undefined;

const setInert = (): void => {
  const top = topModal();
  document.querySelector('[data-page]')?.toggleAttribute('inert', top !== undefined);
  for (const layer of layers) {
    if (layer.kind === 'modal') layer.element.toggleAttribute('inert', layer !== top);
  }
};

const isFocusLost = (): boolean => document.activeElement === null || document.activeElement === document.body;

const tryFocus = (element: Element | null | undefined): boolean => {
  if (!(element instanceof HTMLElement) || !element.isConnected) return false;
  element.focus({ preventScroll: true });
  return document.activeElement === element;
};

/**
 * The field marked `data-autofocus`, where it is there at once; else the title. Never a button that can be disabled.
 */
const focusInside = ({ element }: Layer): void => {
  const start = element.querySelector('[data-autofocus]') ?? element.querySelector('[data-layer-title]');
  // Mantine's focus trap starts at the element with this mark.
  start?.setAttribute('data-autofocus', 'true');
  if (!tryFocus(start)) tryFocus(element);
};

/** Moves the focus from the title of the topmost dialog to the field where its content, which came later, begins. */
export const focusContent = (): void => {
  const modal = topModal();
  const title = document.activeElement;
  if (modal === undefined || title?.hasAttribute('data-layer-title') !== true) return;
  title.removeAttribute('data-autofocus');
  focusInside(modal);
};

/** Focuses the screen's main place (`data-focus-home`), the innermost one if there are several. */
const focusHome = (): void => void tryFocus([...document.querySelectorAll('[data-focus-home]')].at(-1));

/** Moves a lost focus to the topmost dialog, else to the screen's main place. */
export const rescueFocus = (): void => {
  if (!isFocusLost()) return;
  const modal = topModal();
  if (modal === undefined) focusHome();
  else focusInside(modal);
};

/** Moves the focus from a field to the main place of the page. */
export const leaveField = (field: HTMLElement): void => {
  field.blur();
  rescueFocus();
};

/** The element to focus after a layer closes. For a menu item it is the menu's button, because the menu closes first. */
const openerOf = (element: Element | null): Element | null => {
  const menu = element?.closest('[role="menu"]');
  return menu == null ? element : document.getElementById(menu.getAttribute('aria-labelledby') ?? '');
};

/** Fields, menus and lists that handle Escape themselves. Tested before they handle it, because they close then. */
const handlesEscape =
  '[data-mantine-stop-propagation="true"], .mantine-Popover-dropdown, [aria-haspopup][aria-expanded="true"]';
let escapeOfPopup: KeyboardEvent | null = null;

const noteEscape = (event: KeyboardEvent): void => {
  const isPopups = event.target instanceof Element && event.target.closest(handlesEscape) !== null;
  escapeOfPopup = isPopups ? event : null;
};

const closeOnEscape = (event: KeyboardEvent): void => {
  if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || event === escapeOfPopup) return;
  event.preventDefault();
  topLayer()?.close();
};

/** Keeps the focus in the layer when the focused element is removed or disabled. @returns stops this */
const holdFocus = (layer: Layer): (() => void) => {
  let last: Element | null = null;
  const note = (event: FocusEvent): void => {
    last = event.target instanceof Element ? event.target : null;
  };
  const isHolding = (): boolean =>
    layer.kind === 'modal' ? layer === topModal() : last !== null && (!last.isConnected || last.matches(':disabled'));
  const observer = new MutationObserver(() => {
    if (isFocusLost() && isHolding()) focusInside(layer);
  });
  layer.element.addEventListener('focusin', note);
  observer.observe(layer.element, { subtree: true, childList: true, attributeFilter: ['disabled'] });
  return () => {
    observer.disconnect();
    layer.element.removeEventListener('focusin', note);
  };
};

const openLayer = (layer: Layer): (() => void) => {
  const opener = openerOf(document.activeElement);
  if (layers.length === 0) {
    window.addEventListener('keydown', noteEscape, { capture: true });
    window.addEventListener('keydown', closeOnEscape);
  }
  layers.push(layer);
  setInert();
  focusInside(layer);
  const stopHolding = holdFocus(layer);
  return () => {
    stopHolding();
    layers.splice(layers.indexOf(layer), 1);
    if (layers.length === 0) {
      window.removeEventListener('keydown', noteEscape, { capture: true });
      window.removeEventListener('keydown', closeOnEscape);
    }
    setInert();
    if (isFocusLost() || layer.element.contains(document.activeElement)) tryFocus(opener);
    // The opener may be removed together with the layer.
    queueMicrotask(rescueFocus);
  };
};

/** Keeps the focus in an element that is no layer, when its focused part is removed or disabled. */
export const useHeldFocus = (find: RefObject<HTMLElement | null>): void => {
  useLayoutEffect(() => {
    const element = find.current;
    return element === null ? undefined : holdFocus({ element, kind: 'panel', close: () => undefined });
  }, [find]);
};

/** Makes an element a layer while the calling component is mounted. */
export const useLayer = (find: () => HTMLElement | null, kind: Layer['kind'], onClose: () => void): void => {
  const latest = useRef({ find, onClose });
  useLayoutEffect(() => {
    latest.current = { find, onClose };
  });
  useLayoutEffect(() => {
    const element = latest.current.find();
    return element === null ? undefined : openLayer({ element, kind, close: () => latest.current.onClose() });
  }, [kind]);
};
