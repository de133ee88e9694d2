/**
 * The keys by which the posts of a run are stored: `root` is its card, `report` its report, `ended` what tells of its end
 * without a report, `announced` the message about its end in the channel itself, `step:<step_id>` an agent's reply,
 * `answer:<n>` the answer to its n-th question; `export:<n>` and `reopen:<n>` are copies of the card elsewhere.
 * A file that belongs to a post has that post's key and `:file`; what is shown as pages has its key for the first one, and
 * `:page:<n>` for the others. Nothing else builds or takes apart a key.
 */

export const ROOT_KEY = 'root';
export const REPORT_KEY = 'report';
export const ENDED_KEY = 'ended';
export const ANNOUNCED_KEY = 'announced';

export const stepKey = (step_id: string): string => `step:${step_id}`;
export const answerKey = (n: number): string => `answer:${n}`;
export const fileKey = (key: string): string => `${key}:file`;

export const pageKey = (key: string, n: number): string => `${key}:page:${n}`;

/** Whether it is the key of the run's card, or of a copy of it. */
export const isCardKey = (key: string): boolean => key === ROOT_KEY || isCopyKey(key);

/** Whether it is the key of a copy of the card, and not of the file in the copy's thread. */
export function isCopyKey(key: string): boolean {
  const [kind, n, ...rest] = key.split(':');
  return (kind === 'export' || kind === 'reopen') && n !== undefined && rest.length === 0;
}
