/** The options of a select. What is chosen is one of them even if nothing offers it any more, so that it can be seen and changed. */
import { html, type View } from './html.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface OptionsProps {
  readonly choices: readonly Choice[];
  /** empty: none */
  readonly chosen: string;
  /** what the chosen one is called if it is none of the choices; otherwise its value */
  readonly unknown?: string;
}

export function Options({ choices, chosen, unknown = chosen }: OptionsProps): View {
  const isOffered = chosen === '' || choices.some(({ value }) => value === chosen);
  const all = isOffered ? choices : [...choices, { value: chosen, label: unknown }];
  return all.map(
    ({ value, label }) =>
      html`<option key=${value} value=${value} selected=${value === chosen}>${label}</option>`,
  );
}
