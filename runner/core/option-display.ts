/** How the options of a run are shown on the command line, in chat, in the launcher and in the API's documents. Pure. */
import { z } from 'zod';
import type { FlowInputName } from './flow-input.ts';

/** How an option is shown, and where. */
export interface OptionDisplay {
  /** as people type it: `--size`, or `size:` in a slash command; also the id of its field in the launcher */
  readonly name: string;
  /** in messages, where its name is no word */
  readonly noun?: string;
  /** its place in a request to the API, where that is not its key */
  readonly path?: string;
  /** the placeholder of its value in the help; absent for a switch */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly multiple?: true;
  readonly description: string;
  /** what happens without it, on the command line and in chat */
  readonly without?: { readonly cli?: string; readonly chat?: string };
  /** a value to show in messages */
  readonly example?: string;
  /** the faces on which it is given by its name: flags, words after `/flow`, options of the slash command */
  readonly faces: readonly ('flag' | 'word' | 'slash')[];
  /** whether a slash command suggests values while the user types */
  readonly suggested?: true;
  /** its text field in the launcher */
  readonly field?: LauncherField;
  /** the input that it gives: only flows that list it take it; absent for an option of every flow */
  readonly input?: FlowInputName;
  /** how much of what is typed after its name is its value: one word by default, the words up to the next option, or all */
  readonly extent?: 'words' | 'rest';
}

export interface LauncherField {
  readonly label: string;
  /** null: the question of the chosen flow */
  readonly placeholder: string | null;
  readonly lines: 'one' | 'many';
  readonly most: number;
  /** shown always, for flows that compare, for flows that list it, or only in a launcher that opened with a value for it */
  readonly when: 'always' | 'compares' | 'listed' | 'filled';
}

/** How each of the schemas in `RunOptions` is shown. */
export const DISPLAYS = z.registry<OptionDisplay>();

export const shown = <T extends z.ZodType>(schema: T, display: OptionDisplay): T => {
  const described = schema.describe(display.description);
  DISPLAYS.add(described, display);
  return described;
};

export const option = <T extends z.ZodType>(given: T, display: OptionDisplay) =>
  shown(
    given.optional().transform((value) => value ?? null),
    display,
  );
