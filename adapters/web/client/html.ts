/** Templates that the pages are written in: `html` tags one, and what stands in it is text, never markup. */
import htm from 'htm';
import { type ComponentChild, h } from 'preact';

/** What a component shows. */
export type View = ComponentChild;

export const html = htm.bind(h) as (strings: TemplateStringsArray, ...values: unknown[]) => View;
