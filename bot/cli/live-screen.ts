/** A block of lines at the bottom of a terminal, redrawn in place. It never clears what is above. */
import type { Terminal } from './context.ts';
import { screenRows } from './screen-text.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_BELOW = '\u001b[J';

export interface LiveScreen {
  draw(lines: readonly string[]): void;
  /** keeps the last lines and restores the terminal */
  close(): void;
}

type Screen = Pick<Terminal, 'stderr' | 'size' | 'onExit'>;

export function openLiveScreen({ stderr, size, onExit }: Screen): LiveScreen {
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
