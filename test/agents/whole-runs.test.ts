/** A whole review by ten of the real agents, on each of Baton's back ends for them; and the same killed half-way. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { openSandbox } from '../../adapters/agents/cli/sandbox.ts';
import { killedReview, type Subject as Whole, wholeReview } from '../end-to-end/agents/whole-run.ts';
import { opencodeEnvironment, SUBJECTS } from './subjects.ts';

const KEY = 'a-key-of-the-stand-in';
/** Two at a time: an agent may take half a gigabyte. */
const LIMITS = { agents_per_worker: 2, agents_per_run: 2 };
// Not below the temporary folder, where Codex refuses to have its home.
const homeBelow = join(homedir(), '.cache');
mkdirSync(homeBelow, { recursive: true });

/** How each is configured, by its heading. */
const CONFIGURED: Readonly<
  Record<string, (program: string) => Pick<Whole, 'backend' | 'model' | 'variables' | 'settings'>>
> = {
  OpenCode: (program) => ({ ...named('opencode', program), variables: openai }),
  Codex: (program) => ({ ...named('codex', program), variables: openai }),
  'Claude Code': (program) => ({
    ...named('claude-code', program),
    variables: (url) => ({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: url }),
  }),
  'OpenCode over ACP': (program) => ({
    backend: 'opencode-acp',
    model: 'local/stand-in',
    variables: overAcp,
    settings: {
      backends: {
        acp: {
          'opencode-acp': {
            command: program,
            args: ['acp', '--pure'],
            mode: 'plan',
            environment: Object.keys(overAcp('')),
          },
        },
      },
    },
  }),
};

const sandbox = await openSandbox({ mode: 'auto' });
for (const { name, program, read } of SUBJECTS) {
  const configured = CONFIGURED[name];
  if (program === null || configured === undefined || sandbox.kind !== 'bwrap') {
    process.stderr.write(`${name} reviews nothing: it, or bubblewrap, is not installed here\n`);
    continue;
  }
  const { settings, ...rest } = configured(program);
  const whole: Whole = {
    ...rest,
    settings: { ...settings, limits: LIMITS },
    homeBelow,
    read,
    limitMs: 600_000,
  };
  wholeReview(whole);
  killedReview(whole);
}

function named(backend: string, program: string): Pick<Whole, 'backend' | 'model' | 'settings'> {
  return { backend, model: 'stand-in', settings: { backends: { executables: { [backend]: program } } } };
}

function openai(url: string): Record<string, string> {
  return { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${url}/v1` };
}

function overAcp(url: string): Record<string, string> {
  return { STAND_IN_API_KEY: KEY, ...opencodeEnvironment(url) };
}
