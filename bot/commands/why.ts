/** `/flow why`: shows what applies in this channel to the person who asks, and which line of the configuration says so. */
import type { Answer } from '../../runner/core/ports/platform.ts';
import type { Line, MessageView } from '../../runner/core/ports/views.ts';
import { sourceText } from '../config/setting-sources.ts';
import type { ActionContext } from './action-context.ts';
import type { AppliedSetting } from './applied-setting.ts';

export async function showApplied({ action, explain }: ActionContext): Promise<Answer> {
  const { platform, place, person } = action;
  const here = { platform, channel: place.channel, person };
  const settings = await explain({ ...here, flow: null, project: null, forOperator: false });
  return { kind: 'message', view: appliedView(settings) };
}

function appliedView(settings: readonly AppliedSetting[]): MessageView {
  const text = 'What applies here, to you';
  return {
    text,
    blocks: [
      { kind: 'title', text },
      { kind: 'lines', lines: settings.map(settingLine) },
      {
        kind: 'quiet',
        line: ['The operator of Baton sets this in baton.yaml. A change holds after Baton’s next start.'],
      },
    ],
  };
}

function settingLine({ name, value, source }: AppliedSetting): Line {
  const said = sourceText(source);
  return [
    { text: `${name}: `, mark: 'bold' },
    ...value,
    ' — ',
    source.kind === 'default' ? { text: said, mark: 'italic' } : { text: said, mark: 'code' },
  ];
}
