/** Mentions of what a change breaks, as facts: documents that drift, and consumers to warn. */
import type { FactDraft } from '../../../contracts/collecting.ts';
import { byWorth } from '../../../ordering.ts';
import { draft } from '../../collector.ts';
import type { Mention } from './mentions.ts';

/** One of each name and document; the documents that readers open first come first. */
export function driftFacts(mentions: readonly Mention[]): FactDraft[] {
  const wrong = mentions.filter((one) => one.in === 'document' && one.change === 'removed');
  return firstOfEach(wrong)
    .sort(
      byWorth(
        ({ at }) => (/(?:^|\/)readme[^/]*$/i.test(at.path) ? 1 : 0),
        ({ at }) => `${at.path}\0${String(at.line).padStart(8, '0')}`,
      ),
    )
    .map(({ what, name, path, at }) =>
      draft('docs-drift', {
        ...{ path: at.path, line: at.line, quote: at.quote },
        subject: name,
        value: name,
        text: `names ${name}, which the change removes`,
        data: { what, from: path },
      }),
    );
}

/** One of each file and name. */
export function consumerFacts(mentions: readonly Mention[]): FactDraft[] {
  return firstOfEach(mentions.filter((one) => one.in === 'code')).map(({ name, path, change, at }) =>
    draft('consumer', {
      ...{ path: at.path, line: at.line, quote: at.quote },
      subject: name,
      value: name,
      text: `names ${name}, which the change ${change === 'removed' ? 'removes' : 'changes'}`,
      data: { of: path, change },
    }),
  );
}

function firstOfEach(mentions: readonly Mention[]): Mention[] {
  return [
    ...new Map(mentions.toReversed().map((one) => [`${one.at.path}\0${one.name}`, one])).values(),
  ].reverse();
}
