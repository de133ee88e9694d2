/** Parses where a run is to appear: `slack:C…`, or `slack:T…/C…` to name the workspace. Any platform's name is accepted here. */
import type { PostTo } from './ports/service.ts';

/** The ids of workspace and channel are the platform's own. */
const FORM = /^([a-z]+):(?:([A-Za-z0-9]+)\/)?([A-Za-z0-9]+)$/;

/** The form, for error messages. */
export const POST_TO_FORM = '<platform>:<channel id> or <platform>:<workspace id>/<channel id>';

/** Returns null for a text of another form. Whether the platform is configured is judged when the run starts. */
export function parsePostTo(text: string): PostTo | null {
  const [, platform, workspace = null, channel] = FORM.exec(text) ?? [];
  return platform === undefined || channel === undefined
    ? null
    : { platform, workspace, channel, thread: null };
}
