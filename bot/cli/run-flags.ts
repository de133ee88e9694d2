/** The options of a run as flags of a command. */
import { type GivenOptions, RUN_OPTIONS, type RunOption } from '../../runner/core/run-request.ts';
import type { Arguments, Option } from './command.ts';

/** Every option of a run that has a flag. */
export const RUN_FLAGS = RUN_OPTIONS.filter(({ faces }) => faces.includes('flag'));

export function flagOf({ description, without, ...option }: RunOption): Option {
  const usual = without?.cli === undefined ? '' : ` (default: ${without.cli})`;
  return { ...option, description: `${description}${usual}` };
}

/** What was typed of these options, by their names. */
export function typedFlags(flags: readonly RunOption[], given: Arguments): GivenOptions {
  const values = flags.map(({ name, value, multiple }) => {
    if (value === undefined) return [name, given.switch(name)];
    return [name, multiple === true ? given.values(name) : given.value(name)];
  });
  return Object.fromEntries(values);
}

/** Names an option in a message. */
export const inFlags = ({ name }: RunOption): string => `--${name}`;
