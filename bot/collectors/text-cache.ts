/** A repository that remembers the texts it gave: several collectors of one run read the same files. */
import type { FileText, Repository } from '../../runner/core/ports/repository.ts';

/** What is beyond this is read from git again. */
const MOST_CHARACTERS = 64_000_000;

export function withTextCache(repository: Repository): Repository {
  const texts = new Map<string, FileText>();
  let room = MOST_CHARACTERS;
  const { pin, date } = repository;
  return {
    pin,
    date,
    list: (side) => repository.list(side),
    grep: (query) => repository.grep(query),
    log: (query) => repository.log(query),
    blame: (path, start, end) => repository.blame(path, start, end),
    diff: () => repository.diff(),
    close: () => repository.close(),
    async read(path, side = 'head') {
      if (side === 'base') return repository.read(path, side);
      const known = texts.get(path);
      if (known !== undefined) return known;
      const text = await repository.read(path, side);
      if (text !== null && text.text.length <= room) {
        texts.set(path, text);
        room -= text.text.length;
      }
      return text;
    },
  };
}
