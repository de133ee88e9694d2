/** How a person writes down where a run is to appear: `slack:C…`, or `slack:T…/C…` where the workspace must be named. */
import type { PostTo } from './service.ts';

/** Platforms, workspaces and channels are written as the platform's own ids. */
const FORM = /^(slack|discord):(?:([A-Za-z0-9]+)\/)?([A-Za-z0-9]+)$/;

/** For messages to whoever got it wrong. */
export const POST_TO_FORM = 'slack:<channel id>, slack:<workspace id>/<channel id> or discord:<channel id>';

/** Null for a text of another form. */
export function parsePostTo(text: string): PostTo | null {
  const [, platform, workspace = null, channel] = FORM.exec(text) ?? [];
  return platform === undefined || channel === undefined
    ? null
    : { platform, workspace, channel, thread: null };
}
