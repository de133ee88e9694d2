/** Silences the logger of Slack's SDK: Baton logs what people need to know itself, once. */
import { type Logger, LogLevel } from '@slack/bolt';

const nothing = () => undefined;

/** `warn` receives the SDK's warnings, the only sign of some rejections. */
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
