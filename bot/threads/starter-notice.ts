/** Tells the starter of a run, and nobody else, that the platform keeps its thread from being continued. */
import type { PostRow } from '../../runner/core/ports/posts.ts';
import type { MessageView } from '../../runner/core/ports/views.ts';
import { sentence, shortId } from '../wording.ts';

/** Whether the starter was told of this before, at any post of the run in that channel. */
export function wasTold(row: PostRow, posts: readonly PostRow[]): boolean {
  return posts.some(({ channel, trouble }) => channel === row.channel && trouble?.told === row.error);
}

/** `heading`: of the run's card */
export function noticeView({ run_id, channel, error }: PostRow, heading: string): MessageView {
  const why = sentence(error ?? 'the platform refuses it');
  const what = `The thread of ${heading} (run ${shortId(run_id)}) can’t be continued in `;
  const then = 'The run is not affected, and its thread is completed as soon as that works.';
  return {
    text: `${heading}: its thread can’t be continued. ${why}`,
    blocks: [
      { kind: 'lines', lines: [[what, { text: 'its channel', channel }, '. ', why], [then]] },
      {
        kind: 'buttons',
        buttons: [{ action: 'reopen', value: `${run_id} me`, label: 'Reopen', look: 'main' }],
      },
    ],
  };
}
