/** What can be clicked twice, on every platform. */

/** Every button that Baton shows, by label and action; those that ask first have tests of their own. */
export const EVERY_BUTTON = [
  ['Export…', 'export'],
  ['Ask an agent…', 'ask'],
  ['Retry failed', 'retry'],
  ['Run again…', 'again'],
  ['Timeline', 'timeline'],
  ['Findings…', 'findings'],
  ['Reopen', 'reopen'],
  ['Open', 'show'],
  ['Full output', 'output'],
  ['Older', 'page'],
  ['Run a flow…', 'launch'],
  ['Start tech-debt', 'offer'],
  ['Next', 'schedules'],
  ['Add…', 'schedule-add'],
  ['Edit…', 'schedule-edit'],
  ['Run now', 'schedule-run'],
  ['Pause', 'schedule-pause'],
  ['Resume', 'schedule-resume'],
  ['Resume it', 'schedule-again'],
] as const;
