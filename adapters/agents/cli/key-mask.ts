/** Masks the keys that an agent was given in all of its output. */
import type { AgentEvent } from '../../../runner/core/ports/agent.ts';

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i;
/** A shorter value would black out ordinary words. */
const SHORTEST = 6;
const SHAPES = [/\bsk-[\w-]{8,}/g, /\b(?<=Bearer )[\w.~+/=-]{8,}/gi, /(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g];
const MASK = '•••';

export type KeyMask = (text: string) => string;

/** Masks the values of variables that are secret by their name, and what looks like a key wherever it came from. */
export function keyMaskOf(environment: Readonly<Record<string, string>>): KeyMask {
  const values = Object.entries(environment)
    .filter(([name, value]) => SECRET_NAME.test(name) && value.length >= SHORTEST)
    .map(([, value]) => value)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const known = values.reduce((rest, value) => rest.replaceAll(value, MASK), text);
    return SHAPES.reduce((rest, shape) => rest.replace(shape, MASK), known);
  };
}

/** The event with its keys masked in every text that is shown or kept. */
export function maskedEvent(event: AgentEvent, mask: KeyMask): AgentEvent {
  switch (event.type) {
    case 'text':
    case 'thought':
      return { ...event, delta: mask(event.delta) };
    case 'tool':
      return {
        ...event,
        ...(event.title === undefined ? {} : { title: mask(event.title) }),
        ...(event.output === undefined ? {} : { output: mask(event.output) }),
      };
    case 'retry':
      return { ...event, reason: mask(event.reason) };
    case 'done':
      return { ...event, output: mask(event.output) };
    case 'error':
      return { ...event, message: mask(event.message) };
    default:
      return event;
  }
}
