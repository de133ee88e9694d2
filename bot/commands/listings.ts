/** Renders the help, the list of flows and the list of projects. Pure. */
import type { ProjectDocument } from '../../runner/core/listings.ts';
import type { Block, Button, Line, MessageView } from '../../runner/core/ports/views.ts';
import { CATEGORIES, type Flow } from '../../runner/core/step-spec.ts';
import { plural, shortProject } from '../wording.ts';

export const START_BUTTON: Button = { action: 'launch', value: '', label: 'Start…', look: 'main' };

const code = (text: string) => ({ text, mark: 'code' as const });
const bold = (text: string) => ({ text, mark: 'bold' as const });

/** Explains by examples; `usual` is the channel's default flow. */
export function helpView(usual: string): MessageView {
  return {
    text: 'How to run a flow',
    blocks: [
      { kind: 'title', text: 'Agents that read your code, and only read it' },
      { kind: 'lines', lines: [[bold('Start a run')], ...STARTING.map(example), question(usual), OPTIONS] },
      { kind: 'lines', lines: [[bold('View and manage runs')], ...LOOKING.map(example)] },
      { kind: 'lines', lines: [[bold('In a run’s thread, mention me')], ...ASKING.map(example)] },
      { kind: 'buttons', buttons: [START_BUTTON] },
    ],
  };
}

type Example = readonly [typed: string, does: string];

const example = ([typed, does]: Example): Line => [code(typed), ` ${does}`];

const STARTING: readonly Example[] = [
  ['/flow', 'opens a form'],
  ['/flow code-review is the retry logic safe?', 'starts a flow with a focus'],
  ['/flow code-review --size medium --base main', 'sets the size, and what to compare with'],
];

const LOOKING: readonly Example[] = [
  ['/flow list', 'shows the flows'],
  ['/flow projects', 'shows the projects'],
  ['/flow history', 'shows the newest runs, with their ids'],
  ['/flow show 1a2b3c4d', 'shows one; the first characters of its id are enough'],
  ['/flow cancel 1a2b3c4d', 'cancels it'],
  ['/flow retry 1a2b3c4d', 'retries its failed steps'],
  ['/flow export 1a2b3c4d #channel', 'posts its report elsewhere'],
];

const ASKING: readonly Example[] = [
  ['skeptic: why do you think so?', 'asks that agent'],
  ['cancel', 'cancels the run'],
  ['retry', 'retries its failed steps'],
];

const question = (usual: string): Line =>
  example(['/flow where do we swallow errors?', `runs this channel’s default flow, ${usual}`]);

const OPTIONS: Line = [
  'Options: ',
  code('--size small|medium|large'),
  ' ',
  code('--fast'),
  ' ',
  code('--project P'),
  ' ',
  code('--base R'),
  ' ',
  code('--head R'),
  ' ',
  code('--path G'),
  ' ',
  code('--backend B'),
  ' ',
  code('--model M'),
];

export function flowsView(flows: readonly Flow[]): MessageView {
  const groups = CATEGORIES.map((category) => flows.filter((flow) => flow.category === category));
  return {
    text: plural(flows.length, 'flow'),
    blocks: [
      { kind: 'title', text: plural(flows.length, 'flow') },
      ...groups.flatMap((group): Block[] =>
        group.length === 0 ? [] : [{ kind: 'lines', lines: flowLines(group) }],
      ),
      { kind: 'buttons', buttons: [START_BUTTON] },
    ],
  };
}

function flowLines(group: readonly Flow[]): Line[] {
  return [
    [bold(group[0]?.category ?? '')],
    ...group.map(({ name, purpose }): Line => [code(name), ` ${purpose}`]),
  ];
}

/** `own` is the channel's project. Paths on disk are shown to operators only. */
export function projectsView(projects: readonly ProjectDocument[], own: string | null): MessageView {
  const lines = projects.map((project): Line => {
    const where = 'url' in project ? ` ${project.url}` : '';
    const branch = project.default_branch === null ? '' : ` · ${project.default_branch}`;
    return [
      code(shortProject(project.id)),
      `${where}${branch}${project.id === own ? ' · this channel’s' : ''}`,
    ];
  });
  const text = plural(projects.length, 'project');
  const none: Line = ['No projects are configured. The operator of Baton adds them to baton.yaml.'];
  return {
    text,
    blocks: [
      { kind: 'title', text },
      { kind: 'lines', lines: lines.length === 0 ? [none] : lines },
      ...(lines.length > 1 && own === null
        ? [{ kind: 'quiet' as const, line: ['Name one with ', code('--project'), '.'] }]
        : []),
    ],
  };
}
