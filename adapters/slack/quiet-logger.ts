/** What Slack's SDK says goes nowhere: what people need to know is said once, in our own words. */
import { type Logger, LogLevel } from '@slack/bolt';

const nothing = () => undefined;

/** `warn` is told what the SDK warns of, which is how some of its refusals can be noticed at all. */
export function quietLogger(warn: (message: string) => void = nothing): Logger {
  return {
    debug: nothing,
    info: nothing,
    warn: (...parts: unknown[]) => warn(parts.map(String).join(' ')),
    error: nothing,
    setLevel: nothing,
    getLevel: () => LogLevel.ERROR,
    setName: nothing,
  };
}
