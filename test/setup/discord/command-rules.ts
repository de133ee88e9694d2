/** What Discord refuses in a list of application commands, beyond what its OpenAPI document says. */
import { isTrue, type Json, list, records, text } from '../chat/json.ts';
import { badLength, type FormFault, invalid } from './refusals.ts';

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const MOST_CHARACTERS = 8_000;
const CHAT_INPUT = 1;
const NESTED: readonly unknown[] = [1, 2];
const MOST_OF_KIND: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15 };

export function commandFaults(commands: readonly Json[]): FormFault[] {
  const crowded = Object.entries(MOST_OF_KIND).flatMap(([kind, most]) =>
    commands.filter((command) => kindOf(command) === Number(kind)).length > most
      ? [invalid('', 'APPLICATION_COMMANDS_MAX', `at most ${most} of that kind`)]
      : [],
  );
  return [
    ...crowded,
    ...twice(commands.map((command) => `${kindOf(command)} ${text(command.name)}`)).map((name) =>
      invalid('', 'APPLICATION_COMMANDS_DUPLICATE_NAME', `${name} is there twice`),
    ),
    ...commands.flatMap((command, index) =>
      kindOf(command) === CHAT_INPUT
        ? chatInputFaults(command, `${index}`)
        : contextFaults(command, `${index}`),
    ),
  ];
}

export function kindOf({ type }: Json): number {
  return Number(type ?? CHAT_INPUT);
}

function contextFaults(command: Json, at: string): FormFault[] {
  return text(command.description) === '' && list(command.options).length === 0
    ? []
    : [invalid(at, 'APPLICATION_COMMAND_CONTEXT', 'a context command has neither description nor options')];
}

function chatInputFaults(command: Json, at: string): FormFault[] {
  return [
    ...namedFaults(command, at),
    ...(charactersOf(command) > MOST_CHARACTERS
      ? [invalid(at, 'APPLICATION_COMMAND_TOO_LARGE', `at most ${MOST_CHARACTERS} characters in all`)]
      : []),
    ...optionFaults(records(command.options), at),
  ];
}

function optionFaults(options: readonly Json[], at: string): FormFault[] {
  const firstOptional = options.findIndex((option) => !isTrue(option.required));
  const required = options.some(
    (option, index) => isTrue(option.required) && firstOptional >= 0 && index > firstOptional,
  );
  return [
    ...(required
      ? [invalid(`${at}.options`, 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', 'required ones come first')]
      : []),
    ...twice(options.map(({ name }) => text(name))).map((name) =>
      invalid(`${at}.options`, 'APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE', `${name} is there twice`),
    ),
    ...options.flatMap((option, index) => [
      ...namedFaults(option, `${at}.options.${index}`),
      ...(isTrue(option.autocomplete) && list(option.choices).length > 0
        ? [invalid(`${at}.options.${index}`, 'AUTOCOMPLETE_WITH_CHOICES', 'either autocomplete or choices')]
        : []),
      ...(NESTED.includes(option.type)
        ? optionFaults(records(option.options), `${at}.options.${index}`)
        : []),
    ]),
  ];
}

function namedFaults({ name, description }: Json, at: string): FormFault[] {
  const isGood = NAME.test(text(name)) && text(name) === text(name).toLowerCase();
  return [
    ...(isGood ? [] : [invalid(`${at}.name`, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid')]),
    ...(text(description).length < 1 || text(description).length > 100
      ? [badLength(`${at}.description`, 1, 100)]
      : []),
  ];
}

/** Of names, descriptions and the values of choices, with all options. */
function charactersOf({ name, description, options, choices }: Json): number {
  const own = text(name).length + text(description).length;
  const chosen = records(choices).reduce(
    (sum, choice) => sum + text(choice.name).length + String(choice.value).length,
    0,
  );
  return records(options).reduce((sum, option) => sum + charactersOf(option), own + chosen);
}

function twice(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
