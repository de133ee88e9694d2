/** What a project is, for a newcomer: its own description, languages, age, version and license. Each from a fact. */
import type { ReportSection } from '../../runner/core/report-document.ts';
import type { CheckedEvidence } from '../contracts/checked.ts';
import { type EvidencePack, type FactOf, factsOf } from '../contracts/evidence-pack.ts';
import { clip } from '../wording.ts';
import { codeSpan, prose } from './markdown.ts';
import type { Page } from './page.ts';
import type { ReportModel } from './report-model.ts';
import { list, section, text } from './sections.ts';

type About = FactOf<'about'>;

function said(pack: EvidencePack, subject: string): About | undefined {
  return factsOf(pack, 'about').find((fact) => fact.subject === subject);
}

/** `express: Fast, unopinionated, minimalist web framework.`; null where nothing says it. */
export function whatItIs(pack: EvidencePack, most: number): string | null {
  const fact = said(pack, 'description');
  if (fact === undefined) return null;
  const sentence = firstSentence(String(fact.value));
  const { name } = fact.data;
  const repeats = name === null || sentence.toLowerCase().slice(0, NEAR).includes(bare(name));
  const whole = clip(repeats ? sentence : `${name}: ${sentence}`, most);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}

const bare = (name: string): string => (name.split('/').at(-1) ?? name).toLowerCase();

/** A sentence that names the project within so many characters needs no name before it. */
const NEAR = 40;

function firstSentence(text: string): string {
  return /^.{20,}?(?<!\be\.g|\bi\.e|\bvs)[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

/** The first section of a tour. */
export function aboutSection({ pack, date }: ReportModel, page: Page): ReportSection[] {
  if (pack === null) return [];
  const description = said(pack, 'description');
  const rows = [
    ...languages(pack),
    ...age(pack, date),
    ...cited('Version', said(pack, 'version'), page),
    ...cited('License', said(pack, 'license'), page),
  ];
  const intro =
    description === undefined ? '' : `${prose(String(description.value))}\n${citation(description, page)}`;
  return section('What it is', text(intro), list(rows));
}

function cited(label: string, fact: About | undefined, page: Page): string[] {
  return fact === undefined ? [] : [`${label}: ${prose(String(fact.value))} · ${citation(fact, page)}`];
}

function citation({ path, line, end, quote }: About, page: Page): string {
  const at: Pick<CheckedEvidence, 'path' | 'start' | 'end' | 'side'> = {
    path,
    start: line,
    end,
    side: 'head',
  };
  return `${page.place(at)} — ${codeSpan(clip(quote ?? '', 160))}`;
}

const MOST_LANGUAGES = 5;

function languages(pack: EvidencePack): string[] {
  const shares = factsOf(pack, 'langs')
    .filter(({ value }) => Number(value) >= 1)
    .slice(0, MOST_LANGUAGES)
    .map(({ subject, value }) => `${subject} ${value} %`);
  return shares.length === 0 ? [] : [`Languages: ${prose(shares.join(', '))}`];
}

function age(pack: EvidencePack, date: string): string[] {
  const last = `last commit ${date}`;
  const [past] = factsOf(pack, 'history');
  if (past === undefined || past.data.cut !== null) return [`Age: ${last}`];
  return [
    `Age: first commit ${past.data.first.slice(0, 10)}, ${last}, ${Number(past.value).toLocaleString('en-US')} commits`,
  ];
}
