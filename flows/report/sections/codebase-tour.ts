/** Sections of a tour: the 10-minute path, the map, how to run it, the words, the traps. Only what was verified. */
import type { JudgedClaim } from '../../contracts/checked.ts';
import { liveClaims } from '../../quality/compose.ts';
import { citationLines } from '../citations.ts';
import type { Said } from '../finding-block.ts';
import { blocks, bullets, codeSpan } from '../markdown.ts';
import type { ReportModel } from '../report-model.ts';
import { mermaid } from './mermaid.ts';

export function codebaseTourSections({ verdict }: ReportModel, said: Said): string {
  return blocks(
    path(liveClaims(verdict, 'stop'), said),
    map(
      liveClaims(verdict, 'module'),
      liveClaims(verdict, 'relation'),
      liveClaims(verdict, 'entry-point'),
      liveClaims(verdict, 'external-system'),
      said,
    ),
    runIt(liveClaims(verdict, 'command')),
    named('Glossary', liveClaims(verdict, 'term'), said),
    pitfalls(liveClaims(verdict, 'pitfall'), said),
  );
}

function path(stops: readonly JudgedClaim[], said: Said): string {
  const order = ({ item }: JudgedClaim): number => (typeof item.order === 'number' ? item.order : Infinity);
  const lines = [...stops]
    .sort((a, b) => order(a) - order(b) || 0)
    .map((stop, at) => [`${at + 1}. ${heading(stop, said)}`, ...cited(stop)].join('\n'));
  return lines.length === 0 ? '' : blocks('## 10-minute path', lines.join('\n'));
}

function map(
  modules: readonly JudgedClaim[],
  relations: readonly JudgedClaim[],
  entries: readonly JudgedClaim[],
  systems: readonly JudgedClaim[],
  said: Said,
): string {
  const diagram = mermaid(modules, relations);
  const lists = [
    items(modules, said),
    entries.length === 0 ? '' : `**Ways in**\n\n${items(entries, said)}`,
    systems.length === 0 ? '' : `**Outside**\n\n${items(systems, said)}`,
  ];
  const text = blocks(diagram, lists);
  return text === '' ? '' : blocks('## Map', text);
}

function runIt(commands: readonly JudgedClaim[]): string {
  const lines = commands.map((command) => [codeSpan(command.title), ...cited(command)].join('\n'));
  return lines.length === 0 ? '' : blocks('## Run it', bullets(lines));
}

function pitfalls(traps: readonly JudgedClaim[], said: Said): string {
  const lines = traps.map((trap) =>
    [`${said(trap.claim)}${assumed(trap)} [${trap.id}]`, ...cited(trap)].join('\n'),
  );
  return lines.length === 0 ? '' : blocks('## Pitfalls', bullets(lines));
}

function named(name: string, claims: readonly JudgedClaim[], said: Said): string {
  return claims.length === 0 ? '' : blocks(`## ${name}`, items(claims, said));
}

function items(claims: readonly JudgedClaim[], said: Said): string {
  return bullets(claims.map((claim) => [heading(claim, said), ...cited(claim)].join('\n')));
}

function heading(claim: JudgedClaim, said: Said): string {
  const more = claim.claim === '' || claim.claim === claim.title ? '' : ` — ${said(claim.claim)}`;
  return `**${said(claim.title)}**${more}${assumed(claim)} [${claim.id}]`;
}

function assumed({ assumption, ruling }: JudgedClaim): string {
  return `${assumption ? ' (assumption)' : ''}${ruling === 'contested' ? ' (contested)' : ''}`;
}

function cited({ evidence }: JudgedClaim): string[] {
  return citationLines(evidence).map((line) => `   - ${line}`);
}
