/** Adds to the pin of a pull request what its code host tells of it: its base, its title and text, its state. */
import type { CodeHosts } from '../../adapters/code-hosts/code-hosts.ts';
import type { ChangeDescription, Repositories } from '../../runner/core/ports/repository.ts';
import { nameOf } from '../../runner/core/pull-request.ts';

const MOST_TITLE = 300;
const MOST_TEXT = 8_000;
/** Masking costs time; GitHub allows 65,536 characters. */
const MOST_MASKED = 100_000;

/** `mask` hides secrets in what the author wrote, since it is stored and shown to others. */
export function withDescriptions(
  repositories: Repositories,
  codeHosts: CodeHosts,
  mask: (text: string) => Promise<string>,
): Repositories {
  return {
    ...repositories,
    async pin(project, refs, signal) {
      const { pull_request: request } = refs;
      if (request === undefined) return repositories.pin(project, refs, signal);
      const facts = await codeHosts.ask(request, signal);
      if (!facts.known) {
        const pin = await repositories.pin(project, refs, signal);
        return { ...pin, notes: [...pin.notes, facts.note] };
      }
      const [pin, description] = await Promise.all([
        repositories.pin(project, { ...refs, pull_request_base: facts.base }, signal),
        kept(facts.description, mask),
      ]);
      const state = facts.state === 'open' ? [] : [`${nameOf(request)} is ${facts.state}`];
      return { ...pin, notes: [...pin.notes, ...state], description };
    },
  };
}

async function kept(
  { title, text }: ChangeDescription,
  mask: (text: string) => Promise<string>,
): Promise<ChangeDescription> {
  const clean = async (raw: string, most: number) => cut(await mask(printable(raw)), most);
  return {
    title: (await clean(title, MOST_TITLE)).replaceAll(/\s+/g, ' '),
    text: await clean(text, MOST_TEXT),
  };
}

/** Without controls but tab and newline, and without comments, which hold a template's instructions. */
function printable(raw: string): string {
  return raw
    .slice(0, MOST_MASKED)
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/[^\P{C}\n\t]/gu, '')
    .trim();
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).toWellFormed()}…`;
}
