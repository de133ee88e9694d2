/** `## Appendix`: what the body leaves out, and the facts that the report refers to. */
import type { ClaimOutcome, JudgedClaim } from '../contracts/checked.ts';
import { refsIn } from '../quality/synthesis-lint.ts';
import { citationLine, factLine } from './citations.ts';
import type { Said } from './finding-block.ts';
import { blocks, bullets, folded, prose } from './markdown.ts';
import type { ReportModel } from './report-model.ts';

/** `body`: the report so far, for the facts that it names. */
export function appendix(model: ReportModel, said: Said, body: string): string {
  const { claims } = model.verdict;
  const by = (outcome: ClaimOutcome): JudgedClaim[] => claims.filter((claim) => claim.outcome === outcome);
  const refuted = by('refuted').map((claim) => [titleLine(claim, said), ...reasons(claim, said)].join(' — '));
  const merged = by('merged').map((claim) => `${titleLine(claim, said)} — ${prose(claim.settled ?? '')}`);
  const parts = [
    group(
      'Over the limit',
      by('overflow').map((claim) => titleLine(claim, said)),
    ),
    group(
      'Below the gate',
      by('below-gate').map((claim) => titleLine(claim, said)),
    ),
    group('Joined by the arbiter', merged),
    group('Refuted', refuted),
    group('Facts', citedFacts(model, body)),
  ];
  const text = blocks(parts);
  return text === '' ? '' : blocks('## Appendix', text);
}

function group(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : folded(`${name} (${lines.length})`, bullets(lines));
}

function titleLine({ id, severity, confidence, title }: JudgedClaim, said: Said): string {
  return [id, severity, confidence, said(title)].filter((part) => part !== null).join(' · ');
}

function reasons({ because, counter }: JudgedClaim, said: Said): string[] {
  const cited = counter.map(citationLine).join('; ');
  return [because === '' ? '' : `“${said(because)}”`, cited].filter((part) => part !== '');
}

function citedFacts({ pack }: ReportModel, body: string): string[] {
  const cited = new Set(refsIn(body.replace(/`+[^`]*`+/g, ' ')));
  return (pack?.facts ?? []).filter((fact) => cited.has(fact.id)).map(factLine);
}
