/** What people wrote beside the code: marks for later (TODO…) with their age, documents, decision records. */
import type { FactDraft } from '../../contracts/collecting.ts';
import { byWorth } from '../../ordering.ts';
import { count } from '../../wording.ts';
import { linesInQuestion } from '../changed-lines.ts';
import { type Collector, draft, quoteOf, readable, texts } from '../collector.ts';
import { isCode } from '../roles/languages.ts';
import { COLLECTOR_KINDS } from './names.ts';
import { type Decision, decisionFact } from './text/decision-records.ts';
import { headingsOf } from './text/first-sentence.ts';
import { datedMarks, type Mark, markCount, markFacts, marksIn, undatedNotes } from './text/marks.ts';

export const notes: Collector = {
  name: 'notes',
  kinds: COLLECTOR_KINDS.notes,
  async collect({ repository, scope }, signal) {
    const inQuestion = linesInQuestion(scope);
    const marks: Mark[] = [];
    const documents: FactDraft[] = [];
    const decisions: Decision[] = [];
    const sources = readable(scope, 'src', 'config', 'docs');
    for await (const { file, text } of texts(repository, sources, signal)) {
      if ((file.role === 'src' && isCode(file.language)) || file.language === 'YAML') {
        marks.push(...marksIn(file.path, text).filter(({ path, line }) => inQuestion(path, line)));
      }
      if (!/\.(md|mdx|markdown|rst|adoc)$/i.test(file.path)) continue;
      documents.push(documentFact(file.path, file.lines, text));
      const decision = decisionFact(file.path, text);
      if (decision !== null) decisions.push(decision);
    }
    const dated = await datedMarks(repository, marks, signal);
    return {
      facts: [
        ...markFacts(dated.marks),
        ...markCount(dated.marks),
        ...documents.sort(byWorth(documentWorth, ({ path }) => path ?? '')),
        ...decisions
          .sort(
            byWorth(
              () => 0,
              ({ path }) => path ?? '',
            ),
          )
          .reverse(),
      ],
      unavailable: undatedNotes(repository, dated.undated),
    };
  },
};

const MOST_HEADINGS = 12;

function documentFact(path: string, lines: number, text: string): FactDraft {
  const headings = headingsOf(text).map((heading) => quoteOf(heading).slice(0, 100));
  const title = headings.find((heading) => !/^(table of )?contents?$/i.test(heading)) ?? null;
  return draft('docs', {
    path,
    subject: title,
    value: lines,
    text: `${title === null ? 'a document without a heading' : `“${title}”`}, ${count(lines, 'line')}`,
    data: { headings: headings.slice(0, MOST_HEADINGS) },
  });
}

/** README first, nearer to the root before deeper, longer before shorter. */
function documentWorth(fact: FactDraft): number {
  const path = fact.path ?? '';
  const depth = path.split('/').length;
  return (/(^|\/)readme\./i.test(path) ? 1e7 : 0) - depth * 1e5 + Math.min(Number(fact.value), 9e4);
}
