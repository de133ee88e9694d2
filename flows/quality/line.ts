/** Lines as a report shows them. */
const LONGEST = 160;

/** One line, trimmed, cut at 160 characters with `…`. */
export function cutLine(text: string, longest = LONGEST): string {
  return cutText((text.trim().split(/\r\n|\n|\r/)[0] ?? '').trim(), longest);
}

/**
 * Text of at most so many characters, with `…` where something was left out. It is cut between words, so that no part of
 * a number, a word or a path stands for the whole.
 */
export function cutText(text: string, longest: number): string {
  const characters = [...text];
  if (characters.length <= longest) return text;
  const kept = characters.slice(0, Math.max(0, longest - 1)).join('');
  const isBetween = /\s/.test(characters[longest - 1] ?? '') || /\s$/.test(kept);
  const whole = isBetween ? kept : withoutLastWord(kept);
  return `${withoutOpenSpan(whole).trimEnd()}…`;
}

/** A word that is as long as the line is cut after a separator, or, without one, before its last digits. */
function withoutLastWord(text: string): string {
  const before = text.replace(/\S+$/, '');
  if (before.trim() !== '') return before;
  const parts = text.replace(/[\p{L}\p{N}_.]+$/u, '');
  return parts === '' ? text.replace(/[\p{N}.,]+$/u, '') : parts;
}

/** Code that is not closed any more would show its back-ticks. */
function withoutOpenSpan(text: string): string {
  const ticks = text.split('`').length - 1;
  const before = text.slice(0, text.lastIndexOf('`'));
  return ticks % 2 === 1 && before.trim() !== '' ? before : text;
}

/** Text of any number of lines as one line, cut like `cutLine`. */
export function oneLine(text: string, longest: number): string {
  return cutLine(text.replace(/\s+/g, ' '), longest);
}
