/**
 * Computes what a run's thread should show, as an ordered list of posts. Pure over the stored run and the rows of its
 * posts, which say where the thread is. `changes.ts` compares the list with what was posted.
 */
import type { FileView } from '../../runner/core/ports/platform.ts';
import type { PostRow } from '../../runner/core/ports/posts.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import { isSettled } from '../../runner/core/run.ts';
import type { RunSnapshot, SnapshotStep } from '../../runner/core/run-snapshot.ts';
import type { QuestionDocument } from '../../runner/core/step-detail.ts';
import { runHeading } from './about.ts';
import { type CardSettings, cardOf } from './card.ts';
import { announcement, copiedReportMessage, endedMessage, reportMessage } from './notice.ts';
import {
  ANNOUNCED_KEY,
  answerKey,
  ENDED_KEY,
  fileKey,
  isCopyKey,
  REPORT_KEY,
  ROOT_KEY,
  stepKey,
} from './post-keys.ts';
import { answerReply, questionAnswerFile, reportFile, stepReply } from './replies.ts';

/** What a post consists of. */
export type PostContent =
  | { readonly kind: 'message'; readonly view: MessageView }
  | { readonly kind: 'file'; readonly file: FileView };

/** One message or file that the thread should have. */
export interface DesiredPost {
  readonly key: string;
  /** the key of the card whose thread it belongs to; a card's own key for a card */
  readonly card: string;
  readonly channel: string;
  /** null: in the channel itself. Undefined: in a thread whose first message is not posted yet. */
  readonly thread: string | null | undefined;
  /** the title of that card */
  readonly title: string;
  readonly content: PostContent;
  /** shows progress, so it will change */
  readonly live: boolean;
  /** will not change anymore unless the run is reopened */
  readonly final: boolean;
  /** lower ranks go first */
  readonly rank: number;
  /** a running step: its reply may wait until the step is done if calls are scarce */
  readonly early: boolean;
}

/** What is announced goes before the report: afterward it would come late, as in a run that is asked about weeks later. */
const RANKS = { root: 0, announced: 1, report: 2, asked: 3, step: 4 };

/** Returns the posts of the run's own thread, then those of its copies elsewhere, then the answers where they were asked. */
export function desiredPosts(
  snapshot: RunSnapshot,
  posts: readonly PostRow[],
  settings: CardSettings,
): readonly DesiredPost[] {
  const root = posts.find((post) => post.key === ROOT_KEY);
  const own = root === undefined ? [] : ownPosts(snapshot, root, posts, settings);
  const copies = posts.filter((post) => isCopyKey(post.key));
  const title = runHeading(snapshot.run, settings);
  return [
    ...own,
    ...copies.flatMap((copy) => copyOf(snapshot, copy, settings)),
    ...snapshot.questions.flatMap((question) => answerPosts(snapshot, question, posts, title)),
  ];
}

function ownPosts(
  snapshot: RunSnapshot,
  root: PostRow,
  posts: readonly PostRow[],
  settings: CardSettings,
): DesiredPost[] {
  const live = snapshot.run.status === 'running';
  const base = {
    card: ROOT_KEY,
    channel: root.channel,
    thread: threadOf(root),
    title: runHeading(snapshot.run, settings),
    live: false,
    final: true,
    early: false,
  };
  const card = { ...base, key: ROOT_KEY, thread: root.thread, content: message(cardOf(snapshot, settings)) };
  return [
    { ...card, live, final: !live, rank: RANKS.root },
    ...endPosts(snapshot, root, posts, settings).map((post) => ({ ...base, ...post })),
    ...snapshot.steps
      .filter((step) => hasReply(step, posts))
      .map((step) => ({ ...base, ...stepPost(snapshot, step) })),
  ];
}

type EndPost = Pick<DesiredPost, 'key' | 'content' | 'rank'> & Partial<Pick<DesiredPost, 'thread'>>;

/** The report, or what tells of an end without one; and what the whole channel is told. */
function endPosts(
  snapshot: RunSnapshot,
  root: PostRow,
  posts: readonly PostRow[],
  settings: CardSettings,
): EndPost[] {
  const notify = settings.notify(root.channel);
  const report = reportFile(snapshot, runHeading(snapshot.run, settings));
  const ended = endedMessage(snapshot, root, notify);
  const announced = announcement(snapshot, notify, settings);
  const has = (key: string) => posts.some((post) => post.key === key && post.reference !== null);
  return [
    ...(announced === null || (has(REPORT_KEY) && !has(ANNOUNCED_KEY))
      ? []
      : [{ key: ANNOUNCED_KEY, thread: null, content: message(announced), rank: RANKS.announced }]),
    ...(report === null
      ? []
      : [
          {
            key: REPORT_KEY,
            content: fileOf({ ...report, message: reportMessage(snapshot, root, notify) }),
            rank: RANKS.report,
          },
        ]),
    ...(ended === null ? [] : [{ key: ENDED_KEY, content: message(ended), rank: RANKS.report }]),
  ];
}

/** Whether an agent step has a message: it has begun, or had begun before it was stopped. */
function hasReply({ kind, step_id, started_at, status }: SnapshotStep, posts: readonly PostRow[]): boolean {
  if (kind !== 'agent') return false;
  return (started_at !== null && status !== 'skipped') || posts.some(({ key }) => key === stepKey(step_id));
}

function stepPost(
  { run }: RunSnapshot,
  step: SnapshotStep,
): Pick<DesiredPost, 'key' | 'content' | 'rank' | 'live' | 'final' | 'early'> {
  const isLive = run.status === 'running';
  const works = isLive && !isSettled(step.status);
  const content = message(stepReply(run, step));
  const final = !works && !(isLive && awaitsFate(step));
  return { key: stepKey(step.step_id), content, rank: RANKS.step, live: works, final, early: works };
}

/** Whether the challenge is yet to tell what becomes of the step's findings. */
function awaitsFate({ primary, status, findings, fate }: SnapshotStep): boolean {
  return primary && status === 'completed' && findings !== null && findings.total > 0 && fate === null;
}

/** The answer is in the thread of the card at which it was asked for, or, where there was none, a message of its own. */
function answerPosts(
  { steps }: RunSnapshot,
  question: QuestionDocument,
  posts: readonly PostRow[],
  title: string,
): DesiredPost[] {
  const key = answerKey(question.n);
  const card = posts.find((post) => post.key === (question.card ?? ROOT_KEY));
  if (card === undefined) return [];
  const step = steps.find((candidate) => candidate.step_id === question.step_id);
  const live = question.state === 'pending' || question.state === 'running';
  const file = questionAnswerFile(question);
  const below = { card: card.key, channel: card.channel, thread: threadOf(card), title, early: false };
  const post = { ...below, rank: RANKS.asked, live: false, final: true };
  const thread = card.key === key ? card.thread : below.thread;
  return [
    { ...post, key, thread, content: message(answerReply(question, step)), live, final: !live },
    ...(file === null ? [] : [{ ...post, key: fileKey(key), content: fileOf(file) }]),
  ];
}

/** A copy of the card in another place, with the report in its thread. */
function copyOf(snapshot: RunSnapshot, copy: PostRow, settings: CardSettings): DesiredPost[] {
  const { channel, key } = copy;
  const final = snapshot.run.status !== 'running';
  const title = runHeading(snapshot.run, settings);
  const report = reportFile(snapshot, title);
  const base = { card: key, channel, title, live: !final, final, rank: RANKS.asked, early: false };
  return [
    { ...base, key, thread: copy.thread, content: message(cardOf(snapshot, settings)) },
    ...(report === null
      ? []
      : [
          {
            ...base,
            key: fileKey(key),
            thread: threadOf(copy),
            content: fileOf({ ...report, message: copiedReportMessage(snapshot, title) }),
          },
        ]),
  ];
}

/**
 * Returns the thread that the card is in, or else the thread that starts with it; undefined while the card is not
 * posted.
 */
function threadOf(card: PostRow): string | null | undefined {
  if (card.thread !== null) return card.thread;
  return card.state === 'posted' && card.reference !== null ? card.reference : undefined;
}

const message = (view: MessageView): PostContent => ({ kind: 'message', view });
const fileOf = (file: FileView): PostContent => ({ kind: 'file', file });
