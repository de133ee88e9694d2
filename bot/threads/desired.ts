/**
 * Computes what a run's thread should show, as an ordered list of posts. Pure over the stored run and the rows of its
 * posts, which say where the thread is. `changes.ts` compares the list with what was posted.
 */
import type { FileView } from '../../runner/core/ports/platform.ts';
import type { PostRow } from '../../runner/core/ports/posts.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import { isSettled } from '../../runner/core/run.ts';
import type { QuestionDocument, RunSnapshot } from '../../runner/core/run-snapshot.ts';
import { type CardSettings, cardOf, runHeading } from './card.ts';
import { answerKey, fileKey, isCopyKey, REPORT_KEY, ROOT_KEY, stepKey } from './post-keys.ts';
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

const RANKS = { root: 0, report: 1, asked: 2, step: 3 };

/** Returns the posts of the run's own thread, then those of its copies elsewhere. */
export function desiredPosts(
  snapshot: RunSnapshot,
  posts: readonly PostRow[],
  settings: CardSettings,
): readonly DesiredPost[] {
  const root = posts.find((post) => post.key === ROOT_KEY);
  const own = root === undefined ? [] : ownPosts(snapshot, root, settings);
  const copies = posts.filter((post) => isCopyKey(post.key));
  return [...own, ...copies.flatMap((copy) => copyOf(snapshot, copy, settings))];
}

function ownPosts(snapshot: RunSnapshot, root: PostRow, settings: CardSettings): DesiredPost[] {
  const live = snapshot.run.status === 'running';
  const report = reportFile(snapshot);
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
    ...(report === null ? [] : [{ ...base, key: REPORT_KEY, content: fileOf(report), rank: RANKS.report }]),
    ...snapshot.steps
      .filter((step) => step.kind === 'agent' && step.started_at !== null)
      .map((step) => {
        const works = live && !isSettled(step.status);
        const content = message(stepReply(snapshot.run, step));
        const post = { ...base, key: stepKey(step.step_id), content, rank: RANKS.step };
        return { ...post, live: works, final: !works, early: works };
      }),
    ...snapshot.questions.flatMap((question) => answerPosts(snapshot, question, base)),
  ];
}

type Base = Omit<DesiredPost, 'key' | 'content' | 'rank'>;

function answerPosts({ steps }: RunSnapshot, question: QuestionDocument, base: Base): DesiredPost[] {
  const step = steps.find((candidate) => candidate.step_id === question.step_id);
  const live = question.state === 'pending' || question.state === 'running';
  const file = questionAnswerFile(question);
  const post = { ...base, key: answerKey(question.n), rank: RANKS.asked };
  return [
    { ...post, content: message(answerReply(question, step)), live, final: !live },
    ...(file === null ? [] : [{ ...post, key: fileKey(post.key), content: fileOf(file) }]),
  ];
}

/** A copy of the card in another place, with the report in its thread. */
function copyOf(snapshot: RunSnapshot, copy: PostRow, settings: CardSettings): DesiredPost[] {
  const { channel, key } = copy;
  const report = reportFile(snapshot);
  const final = snapshot.run.status !== 'running';
  const title = runHeading(snapshot.run, settings);
  const base = { card: key, channel, title, live: !final, final, rank: RANKS.asked, early: false };
  return [
    { ...base, key, thread: copy.thread, content: message(cardOf(snapshot, settings)) },
    ...(report === null
      ? []
      : [{ ...base, key: fileKey(key), thread: threadOf(copy), content: fileOf(report) }]),
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
