/** Shows the timeline of an ended run as a picture, to the person who asks for it. */
import type { Answer } from '../../runner/core/ports/platform.ts';
import { runHeading } from '../threads/about.ts';
import { pngOf } from '../timeline/picture.ts';
import { assertEnded, timelineFileName, timelineOf } from '../timeline/run-timeline.ts';
import { timelineSvg, timelineText } from '../timeline/timeline-svg.ts';
import { shortId } from '../wording.ts';
import { type ActionContext, flowTitleIn, isFirstDelivery } from './action-context.ts';
import { visibleRun } from './channel-projects.ts';
import { privateText } from './messages.ts';

export async function sendTimeline(context: ActionContext, run_id: string): Promise<Answer> {
  const { snapshot } = await visibleRun(context, run_id);
  const title = flowTitleIn(context);
  const detail = await context.service.brief(run_id);
  assertEnded(detail.run);
  const timeline = timelineOf(detail, { title, heading: runHeading(snapshot.run, { title }) });
  if (!(await isFirstDelivery(context, run_id))) {
    return privateText('This picture was sent to you already. For another copy, press Timeline again.');
  }
  const png = await pngOf(timelineSvg(timeline));
  const file = {
    name: timelineFileName(detail.run),
    title: `Timeline of ${timeline.heading}`,
    png,
    alt: timelineText(timeline),
  };
  const text = `The timeline of run ${shortId(run_id)}.`;
  return { kind: 'message', view: { text, blocks: [{ kind: 'lines', lines: [[text]] }] }, file };
}
