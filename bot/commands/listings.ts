/** Renders the help, the list of flows and the list of projects. Pure. */
import type { ProjectDocument } from '../../runner/core/listings.ts';
import type { CommandForm, CommandSyntax, VerbForm } from '../../runner/core/ports/command-syntax.ts';
import type { Block, Button, Line, MessageView } from '../../runner/core/ports/views.ts';
import { RUN_OPTIONS } from '../../runner/core/run-request.ts';
import { CATEGORIES, type Flow } from '../../runner/core/step-spec.ts';
import { plural, shortProject } from '../wording.ts';

/** Opens the launcher, at a flow where one is named. */
export function startButton(flow = ''): Button {
  return { action: 'launch', value: flow, label: 'Start…', look: 'main' };
}

export const START_BUTTON = startButton();

const code = (text: string) => ({ text, mark: 'code' as const });
const bold = (text: string) => ({ text, mark: 'bold' as const });

/** Explains by examples; `usual` is the channel's default flow. */
export function helpView(usual: string, verbs: readonly HelpedVerb[], syntax: CommandSyntax): MessageView {
  const named = verbs.map((verb) => example(syntax.command(sampleOf(verb)), verb.does));
  const inThread = verbs.filter((verb) => verb.inThread).map(({ name, does }) => example(name, does));
  return {
    text: 'How to run a flow',
    blocks: [
      { kind: 'title', text: 'Agents that read your code, and only read it' },
      { kind: 'lines', lines: [[bold('Start a run')], ...starting(usual, syntax), optionsLine(syntax)] },
      { kind: 'lines', lines: [[bold('View and manage runs')], ...named] },
      ...(syntax.takesMentions
        ? [
            {
              kind: 'lines' as const,
              lines: [[bold('In a run’s thread, mention me')], example(...ASKING), ...inThread],
            },
          ]
        : []),
      { kind: 'buttons', buttons: [START_BUTTON] },
    ],
  };
}

type HelpedVerb = VerbForm & { readonly inThread?: true };

const example = (typed: string, does: string): Line => [code(typed), ` ${does}`];

const ASKING = ['skeptic: why do you think so?', 'asks that agent'] as const;

function starting(usual: string, { command }: CommandSyntax): Line[] {
  const start = { kind: 'start', flow: 'code-review' } as const;
  return [
    example(command({ kind: 'launcher' }), 'opens a form'),
    example(command({ ...start, focus: 'is the retry logic safe?' }), 'starts a flow with a focus'),
    example(
      command({ ...start, options: { size: 'medium', base: 'main' } }),
      'sets the size, and what to compare with',
    ),
    example(
      command({ kind: 'start', focus: 'where do we swallow errors?' }),
      `runs this channel’s default flow, ${usual}`,
    ),
  ];
}

function optionsLine({ option }: CommandSyntax): Line {
  const general = RUN_OPTIONS.filter(({ faces, input }) => faces.includes('word') && input === undefined);
  return [
    'Options:',
    ...general.flatMap(({ name, value, choices }) => [
      ' ',
      code(option(name, choices?.join('|') ?? value?.slice(0, 1))),
    ]),
  ];
}

/** The id of a run in examples. */
export const SAMPLE_RUN = '1a2b3c4d';

/** An example of a verb's use. */
export function sampleOf({ name, takes, words }: VerbForm): CommandForm {
  const verb = { kind: 'verb', verb: name } as const;
  switch (takes) {
    case 'nothing':
      return verb;
    case 'run':
      return { ...verb, run: SAMPLE_RUN };
    case 'run and channel':
      return { ...verb, run: SAMPLE_RUN, channel: 'channel' };
    case 'text':
      return words === undefined ? verb : { ...verb, text: words.join('|') };
  }
}

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
export function projectsView(
  projects: readonly ProjectDocument[],
  own: string | null,
  { option }: CommandSyntax,
): MessageView {
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
        ? [
            {
              kind: 'quiet' as const,
              line: ['Name one with ', code(option('project', projects[0]?.id ?? '')), '.'],
            },
          ]
        : []),
    ],
  };
}
