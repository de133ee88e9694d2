/** The inputs of flows as options of a run: how long each may be, and how it is shown. Pure. */
import { FLOW_INPUTS, type FlowInputName } from './flow-input.ts';
import { DISPLAYS, type OptionDisplay, option } from './option-display.ts';
import { logText, passage } from './text-faults.ts';

/** Characters of a ticket or a log, of a text that a focus may stand for, and of a name. */
export const MOST_OF_INPUT: Readonly<Record<FlowInputName, number>> = {
  ticket: 20_000,
  symptom: 4000,
  log: 20_000,
  since: 1000,
  from: 1000,
  to: 1000,
  decision: 4000,
  service: 1000,
  policy: 1000,
  audience: 1000,
};
/** A longer log is cut when the run starts, so this only bounds what is read. */
const LONGEST_LOG = 2_000_000;

const FACES = ['flag', 'word', 'slash'] as const;

interface Shown extends Pick<OptionDisplay, 'value' | 'description' | 'example' | 'noun' | 'extent'> {
  readonly label: string;
  readonly placeholder: string;
  readonly lines: 'one' | 'many';
}

const input = (name: FlowInputName, { label, placeholder, lines, ...display }: Shown) =>
  option(name === 'log' ? logText(LONGEST_LOG) : passage(MOST_OF_INPUT[name]), {
    name,
    path: `input.${name}`,
    faces: FACES,
    input: name,
    field: { label, placeholder, lines, most: MOST_OF_INPUT[name], when: 'listed' },
    ...display,
  });

export const INPUT_FIELDS = {
  ticket: input('ticket', {
    value: 'TEXT',
    description: 'the ticket or idea',
    example: 'Export orders as CSV',
    extent: 'words',
    label: 'Ticket or idea',
    placeholder: 'What is wanted, as the ticket says it',
    lines: 'many',
  }),
  symptom: input('symptom', {
    value: 'TEXT',
    description: 'what goes wrong',
    example: 'Checkout hangs with an empty cart',
    extent: 'words',
    label: 'Symptom',
    placeholder: 'What goes wrong, since when, and what was expected',
    lines: 'many',
  }),
  log: input('log', {
    value: 'TEXT',
    description: 'a stack trace or log',
    example: '@error.log',
    extent: 'rest',
    label: 'Stack trace or log',
    placeholder: 'Paste the stack trace, or the log around the failure',
    lines: 'many',
  }),
  since: input('since', {
    value: 'REF|DATE',
    description: 'the last version or day on which it worked',
    example: 'v1.2.0',
    label: 'Worked until',
    placeholder: 'A tag, commit or date: v1.2.0, 2026-05-01',
    lines: 'one',
  }),
  from: input('from', {
    value: 'TEXT',
    noun: 'source',
    description: 'what to migrate from',
    example: 'moment',
    extent: 'words',
    label: 'From',
    placeholder: 'What is replaced, such as moment or Vue 2',
    lines: 'one',
  }),
  to: input('to', {
    value: 'TEXT',
    noun: 'target',
    description: 'what to migrate to',
    example: 'date-fns',
    extent: 'words',
    label: 'To',
    placeholder: 'What replaces it, such as date-fns or Vue 3',
    lines: 'one',
  }),
  decision: input('decision', {
    value: 'TEXT',
    description: 'the question to decide',
    example: 'Which queue do we use for exports?',
    extent: 'words',
    label: 'Decision',
    placeholder: 'The question to decide, such as: which queue do we use for exports?',
    lines: 'many',
  }),
  service: input('service', {
    value: 'NAME|PATH',
    description: 'the service to describe, by name or path',
    example: 'services/billing',
    extent: 'words',
    label: 'Service',
    placeholder: 'A name or a path; empty: the whole repository',
    lines: 'one',
  }),
  policy: input('policy', {
    value: 'LICENSES',
    noun: 'license policy',
    description: 'the licenses that are allowed',
    example: 'MIT, Apache-2.0, BSD-3-Clause',
    extent: 'words',
    label: 'Allowed licenses',
    placeholder: 'MIT, Apache-2.0, BSD-3-Clause; empty: no policy',
    lines: 'one',
  }),
  audience: input('audience', {
    value: 'TEXT',
    description: 'who the tour is for',
    example: 'a frontend developer',
    extent: 'words',
    label: 'Audience',
    placeholder: 'Who reads it, such as: a new frontend developer',
    lines: 'one',
  }),
} satisfies Readonly<Record<FlowInputName, ReturnType<typeof input>>>;

/** How each input is shown. */
export const INPUT_DISPLAYS: ReadonlyMap<FlowInputName, OptionDisplay> = new Map(
  FLOW_INPUTS.flatMap((name) => {
    const display = DISPLAYS.get(INPUT_FIELDS[name]);
    return display === undefined ? [] : [[name, display]];
  }),
);
