/** Shows a running run on stderr: a live roster on a terminal, otherwise one line per change. */
import type { RunDetail } from '../../runner/core/documents.ts';
import { linkText } from '../../runner/core/pull-request.ts';
import { estimateText } from '../../runner/core/usage.ts';
import { shortId } from '../wording.ts';
import type { Context, Terminal } from './context.ts';
import { changeLines, rosterLines, sizeOf } from './roster.ts';
import { printableLine, screenRows } from './screen-text.ts';

export interface Progress {
  show(detail: RunDetail): void;
  /** something to show at once */
  note(text: string): void;
  close(): void;
}

export function openProgress({ config, terminal }: Context): Progress {
  return terminal.stderrIsTty && config.cursor
    ? liveProgress(config.colour, terminal)
    : plainProgress(terminal);
}

function liveProgress(colour: boolean, terminal: Context['terminal']): Progress {
  const screen = openLiveScreen(terminal);
  let latest: RunDetail | null = null;
  let note: string | null = null;
  const draw = () => {
    if (latest === null) return;
    screen.draw(rosterLines(latest, { ...terminal.size(), now: terminal.now(), colour, note }));
  };
  return {
    show(detail) {
      if (latest === null) terminal.stderr.write(`${opening(detail)}\n`);
      if (detail.run.budget_warning !== (latest?.run.budget_warning ?? null))
        note = detail.run.budget_warning;
      latest = detail;
      if (detail.run.status !== 'running') note = null;
      draw();
    },
    note(text) {
      note = text;
      if (latest === null) terminal.stderr.write(`${printableLine(text)}\n`);
      draw();
    },
    close: () => screen.close(),
  };
}

function plainProgress({ stderr, now }: Context['terminal']): Progress {
  let latest: RunDetail | null = null;
  return {
    show(detail) {
      if (latest === null) stderr.write(`${opening(detail)}\n`);
      const { budget_warning: warning } = detail.run;
      if (warning !== null && warning !== latest?.run.budget_warning)
        stderr.write(`${printableLine(warning)}\n`);
      for (const line of changeLines(latest, detail, now())) stderr.write(`${line}\n`);
      latest = detail;
    },
    note: (text) => void stderr.write(`${text}\n`),
    close: () => undefined,
  };
}

/** The run in one line, and its expected usage in the next. */
function opening({ run }: RunDetail): string {
  if (run.estimate === null) return runLine(run);
  const { warning } = run.estimate;
  const lines = [
    `Expected: ${estimateText(run.estimate)}`,
    ...(warning === null ? [] : [`Budget: ${warning}`]),
  ];
  return [runLine(run), ...lines.map(printableLine)].join('\n');
}

/** `Run 1a2b3c4d: code-review on shop at a1b2c3d, small, on offline (no model configured)` */
function runLine(run: RunDetail['run']): string {
  const commit = run.commit_sha === null ? '' : ` at ${run.commit_sha.slice(0, 7)}`;
  const change = run.input.pull_request === undefined ? '' : ` (${linkText(run.input.pull_request)})`;
  const reason = run.backend_reason === '' ? '' : ` (${run.backend_reason})`;
  return printableLine(
    `Run ${shortId(run.id)}: ${run.flow_name} on ${run.project_id}${commit}${change}, ${sizeOf(run)}, on ${run.backend}${reason}`,
  );
}

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_BELOW = '\u001b[J';

/** A block of lines at the bottom of a terminal, redrawn in place. It never clears what is above. */
interface LiveScreen {
  draw(lines: readonly string[]): void;
  /** keeps the last lines and restores the terminal */
  close(): void;
}

type Screen = Pick<Terminal, 'stderr' | 'size' | 'onExit'>;

function openLiveScreen({ stderr, size, onExit }: Screen): LiveScreen {
  let drawn: readonly string[] = [];
  let open = true;
  stderr.write(HIDE_CURSOR);
  const restore = () => {
    if (open) stderr.write(SHOW_CURSOR);
    open = false;
  };
  const forget = onExit(restore);
  return {
    draw(lines) {
      // A window that became narrower has wrapped the earlier lines, so their rows are counted again.
      const up = screenRows(drawn, size().columns);
      const back = up === 0 ? '' : `\r\u001b[${up}A${CLEAR_BELOW}`;
      stderr.write(`${back}${lines.map((line) => `${line}\n`).join('')}`);
      drawn = lines;
    },
    close() {
      restore();
      forget();
    },
  };
}
