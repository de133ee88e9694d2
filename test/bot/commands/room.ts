/** A channel with people in it and no platform behind it: what is answered, and what was asked of runner and posts. */
import { SLACK_SYNTAX } from '../../../adapters/slack/syntax.ts';
import type { ChatDependencies, ChatSettings } from '../../../bot/commands/action-context.ts';
import { createActionHandler } from '../../../bot/commands/action-handler.ts';
import type { Policy, Rules } from '../../../bot/config/chat.ts';
import { buildDag } from '../../../runner/core/dag.ts';
import { DeliveryError } from '../../../runner/core/ports/delivery-error.ts';
import type { HandledAction, HandledActions } from '../../../runner/core/ports/handled-actions.ts';
import type { Answer, Person, UserAction, UserActionKind } from '../../../runner/core/ports/platform.ts';
import type { PostRow } from '../../../runner/core/ports/posts.ts';
import type { Field, FormView, Line, MessageView } from '../../../runner/core/ports/views.ts';
import type { RunSnapshot } from '../../../runner/core/run-snapshot.ts';
import type { Band, Category, Flow } from '../../../runner/core/step-spec.ts';
import { type MemorySchedules, memorySchedules } from '../memory-schedules.ts';
import { EMPTY_LEDGER, type MemoryService, memoryService, snapshotStep } from '../memory-service.ts';
import { catalogue, flow, temporaryFolder } from '../surroundings.ts';

const NO_REFS = { base: null, head: null };
export const NO_RULES: Rules = { start: null, cancel: null, export: null, schedule: null };
export const NO_POLICY: Policy = { general: NO_RULES, projects: {} };

const agent = (step_id: string, bands: readonly Band[]) => ({
  step_id,
  label: step_id,
  kind: 'agent' as const,
  persona: 'skeptic',
  handler: null,
  needs: [],
  contract: 'LensOutput',
  onFail: 'continue' as const,
  budget: { maxFindings: 5, maxMinutes: 10, maxTurns: 30 },
  bands,
  fast: 'keep' as const,
});

function flowIn(name: string, category: Category, compares: boolean): Flow {
  const plain = flow(name);
  const [render] = plain.steps;
  if (render === undefined) throw new Error('a flow has a step');
  const bands = ['small', 'medium', 'large'] as const;
  const agents = [agent('lens:security', bands), agent('lens:tests', ['medium', 'large'])];
  const sink = { ...render, bands, needs: agents.map(({ step_id }) => step_id) };
  return { ...plain, category, compares, steps: [...agents, sink] };
}

export const FLOWS = [
  flowIn('tech-debt', 'Analysis', false),
  flowIn('codebase-tour', 'Discovery', false),
  flowIn('code-review', 'Review', true),
];

export interface Room {
  readonly service: MemoryService;
  readonly schedules: MemorySchedules;
  readonly wanted: Parameters<ChatDependencies['posts']['want']>[0][];
  readonly audits: Parameters<ChatDependencies['posts']['audit']>[0][];
  readonly logged: string[];
  /** channels that the bot was told to enter */
  readonly entered: string[];
  /** the runs with a thread, by id: its channel and its starter; Ana's by default */
  readonly threads: Map<string, RoomThread>;
  /** performs an action as a person, in a channel, and returns the answer */
  act(kind: UserActionKind, over?: Partial<RoomAct>): Promise<Answer>;
  say(text: string, over?: Partial<RoomAct>): Promise<Answer>;
  press(button: string, value: string, over?: Partial<RoomAct> & { message?: string }): Promise<Answer>;
}

export interface RoomThread {
  readonly channel: string;
  readonly requested_by: string;
  /** the keys of the copies of its card in that channel */
  readonly copies?: readonly string[];
  /** the refs that the run was started with */
  readonly refs?: RunSnapshot['run']['refs'];
  /** `full` by default */
  readonly history?: RunSnapshot['run']['history'];
}

export interface RoomAct {
  readonly id: string;
  readonly person: Person;
  readonly channel: string;
  readonly thread: string | null;
}

export function person(
  id: string,
  { member = true, groups = [] as string[], timeZone = null as string | null } = {},
): Person {
  return {
    ...{ id, name: id, isMember: async () => member, isIn: async (group) => groups.includes(group) },
    timeZone: async () => timeZone,
  };
}

export const ANA = person('U0ANA');
export const BOB = person('U0BOB');
/** The bot is not in this one. */
export const CLOSED = 'C0CLOSED1';

/** Projects that have remotes, by their ids. */
export function projectsAt(remotes: Readonly<Record<string, string>>): ChatSettings['projects'] {
  const folder = temporaryFolder();
  const projects = Object.entries(remotes).map(([id, url]) => ({ id, path: null, url, ref: null }));
  return { callerDirectory: folder, projects, roots: [], home: folder, homeSource: 'a test' };
}

export interface RoomOptions {
  readonly settings?: Partial<ChatSettings>;
  readonly over?: Partial<ChatDependencies>;
}

/** Two projects, `shop` and `site`; the channel C0SHOP01 is about the first. */
export function room({ settings = {}, over = {} }: RoomOptions = {}): Room {
  const service = memoryService();
  const schedules = memorySchedules();
  const folder = temporaryFolder();
  const project = (id: string) => ({ id, path: folder, url: null, ref: null });
  const about: Pick<Room, 'wanted' | 'audits' | 'logged' | 'entered' | 'threads'> = {
    wanted: [],
    audits: [],
    logged: [],
    entered: [],
    threads: new Map(),
  };
  const handle = createActionHandler({
    service,
    ledger: EMPTY_LEDGER,
    schedules,
    posts: postsIn(about, service),
    handled: handledInMemory(),
    adapter: {
      platform: 'slack',
      syntax: SLACK_SYNTAX,
      enter: async (_workspace, channel) => {
        if (channel === CLOSED)
          throw new DeliveryError('place', 'the bot is not in that channel: type /invite @Baton there');
        about.entered.push(channel);
      },
      direct: async (_workspace, id) => `D-${id}`,
    },
    catalogue: { ...catalogue, flows: FLOWS, plan: (each, band, fast) => buildDag(each.steps, band, fast) },
    settings: {
      channels: { C0SHOP01: { project: 'shop', flow: 'code-review' } },
      policy: NO_POLICY,
      projects: {
        callerDirectory: folder,
        projects: [project('shop'), project('site')],
        roots: [],
        home: folder,
        homeSource: 'a test',
      },
      ...settings,
    },
    explain: async () => [],
    listRefs: async () => [],
    publicUrl: null,
    log: (line) => void about.logged.push(line),
    ...over,
  });
  let actions = 0;
  const act: Room['act'] = async (
    kind,
    { id = `act-${++actions}`, person: who = ANA, channel = 'C0SHOP01', thread = null } = {},
  ) =>
    await handle({
      id,
      platform: 'slack',
      place: { workspace: 'T1', channel, thread },
      person: who,
      ...kind,
    } satisfies UserAction);
  return {
    service,
    schedules,
    ...about,
    act,
    say: (text, where) => act({ kind: 'command', text }, where),
    press: (button, value, { message, ...where } = {}) =>
      act({ kind: 'button', button, value, ...(message === undefined ? {} : { message }) }, where),
  };
}

function handledInMemory(): HandledActions {
  const kept = new Map<string, HandledAction>();
  return {
    record: async (action) => void (kept.has(action.id) || kept.set(action.id, action)),
    isHandled: async (id) => kept.has(id),
    press: async () => true,
    release: async () => undefined,
    find: async (id, actor) => [kept.get(id)].find((action) => action?.actor === actor) ?? null,
  };
}

function postsIn(
  { wanted, audits, threads }: Pick<Room, 'wanted' | 'audits' | 'threads'>,
  service: MemoryService,
): ChatDependencies['posts'] {
  const firsts = new Set<string>();
  const muted = new Map<string, boolean>();
  return {
    async thread(run_id) {
      const detail = await service.run(run_id).catch(() => null);
      if (detail === null) return null;
      const at: RoomThread = threads.get(run_id) ?? { channel: 'C0ELSEWHERE', requested_by: 'cli:eve' };
      const asked = service.requests.find(({ id }) => id === run_id)?.requested_by ?? at.requested_by;
      const steps = detail.steps.map(snapshotStep);
      const run = {
        ...detail.run,
        requested_by: asked,
        label: null,
        refs: at.refs ?? NO_REFS,
        history: at.history ?? 'full',
        starter_is_muted: false,
      };
      const posts = [
        ...['root', ...(at.copies ?? [])].map((key) => ({ key, reference: `message of ${key}` })),
        ...steps.map(({ step_id: id }) => ({ key: `step:${id}`, reference: `message of ${id}` })),
      ].map((post) => ({ ...post, channel: at.channel }) as PostRow);
      return { snapshot: { run, steps, report: detail.report, questions: [] }, posts };
    },
    want: async (post) => void wanted.push(post),
    first: async ({ act_id }) => !firsts.has(act_id) && firsts.add(act_id).size > 0,
    runAt: async (_platform, _workspace, channel, thread) =>
      [...threads].find(([id, at]) => at.channel === channel && thread === `thread-${id}`)?.[0] ?? null,
    mute: async (person, isMuted) => void muted.set(JSON.stringify(person), isMuted),
    isMuted: async (person) => muted.get(JSON.stringify(person)) ?? false,
    audit: async (entry) => void audits.push(entry),
  };
}

/** All that a message says, a line each. */
export function textOf(answer: Answer): string {
  if (answer.kind === 'field_errors')
    return answer.fieldErrors.map(({ field, message: says }) => `${field}: ${says}`).join('\n');
  if (answer.kind === 'options') return answer.options.map(({ value }) => value).join('\n');
  if (answer.kind === 'nothing' || answer.kind === 'form') return `(${answer.kind})`;
  return viewText(answer.view);
}

export function viewText(view: MessageView): string {
  return view.blocks
    .flatMap((block): string[] => {
      if (block.kind === 'lines') return block.lines.map(lineText);
      if (block.kind === 'quiet') return [lineText(block.line)];
      if (block.kind === 'title') return [block.text];
      if (block.kind === 'markdown') return [block.markdown];
      return block.kind === 'buttons' ? [block.buttons.map(({ label }) => `[${label}]`).join(' ')] : [];
    })
    .join('\n');
}

const lineText = (line: Line): string =>
  line.map((part) => (typeof part === 'string' ? part : part.text)).join('');

export function formOf(answer: Answer): FormView {
  if (answer.kind !== 'form') throw new Error(`no form but ${textOf(answer)}`);
  return answer.view;
}

export function fieldOf<K extends Field['kind']>(
  form: FormView,
  id: string,
  kind: K,
): Extract<Field, { kind: K }> {
  const field = form.fields.find((each) => each.id === id);
  if (field?.kind !== kind) throw new Error(`the form has no ${kind} "${id}"`);
  return field as Extract<Field, { kind: K }>;
}
