/** The verdict in a few words, for titles and notifications, and what it says beyond them. */
import { withoutIds } from '../../runner/core/wording.ts';
import { countInWords } from '../checks/severity.ts';
import { SENTENCES } from '../checks/synthesis-lint.ts';
import { liveClaims, shownFindings } from '../contracts/checked.ts';
import { oneLine } from '../wording.ts';
import { mapLine } from './map-line.ts';
import { isWithoutModel, type ReportModel } from './report-model.ts';
import { incompleteness } from './verdict-line.ts';

const LONGEST = 90;
const LONGEST_STATEMENT = 280;

export interface ShortVerdict {
  readonly short: string;
  /** null where the few words say it all */
  readonly statement: string | null;
}

export function shortVerdict(model: ReportModel): ShortVerdict {
  if (model.failure !== null) return { short: 'failed', statement: null };
  const said = withoutIds(model.emptyComparison ?? model.checked.synthesis.verdict, titlesOf(model));
  const isOwn = model.emptyComparison !== null || isAboutMore(model);
  const short = isOwn
    ? oneLine(said.split(SENTENCES)[0]?.replace(/\.$/, '') ?? '', LONGEST)
    : byCounts(model);
  const gap = incompleteness(model);
  const isPlain = isWithoutModel(model) || model.checked.origin === 'code' || isReviewOfChange(model);
  const statement = [
    ...(gap === null ? [] : [`Incomplete: ${gap}.`]),
    ...(isOwn || isPlain ? [] : [said]),
  ].join(' ');
  return {
    short: gap === null ? short : `incomplete, ${short}`,
    statement: statement === '' ? null : oneLine(statement, LONGEST_STATEMENT),
  };
}

/** Whether the point of the report is a document or a map, and no list of findings. */
function isAboutMore({ draft, verdict }: ReportModel): boolean {
  return draft !== null || mapLine(verdict) !== null || liveClaims(verdict, 'stop').length > 0;
}

const isReviewOfChange = ({ verdict, compares }: ReportModel): boolean =>
  verdict.category === 'Review' && compares;

function byCounts(model: ReportModel): string {
  const findings = shownFindings(model.verdict);
  const counts = countInWords(findings);
  const grave = countInWords(findings.filter(({ severity }) => severity === 'P0' || severity === 'P1'));
  if (!isReviewOfChange(model)) return grave === '' ? counts || 'no findings' : `fix ${grave} first`;
  if (grave !== '') return `do not merge yet, ${grave}`;
  if (isWithoutModel(model)) return `rules found ${counts || 'nothing'}, not reviewed by a model`;
  return `nothing blocks a merge${counts === '' ? '' : `, ${counts}`}`;
}

function titlesOf({ verdict }: ReportModel): ReadonlyMap<string, string> {
  return new Map(verdict.claims.map(({ id, title }) => [id, title]));
}
