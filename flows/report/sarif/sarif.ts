/**
 * A report's findings as SARIF 2.1.0, which code hosts and editors read. Pure: an identical document gives identical
 * bytes. A report without findings, such as that of a tour, gives a run without results.
 */
import type { Invocation, Log, ReportingDescriptor, Run, VersionControlDetails } from 'sarif';
import type { ReportDocument } from '../../../runner/core/report-document.ts';
import { MASK } from '../../contracts/finding.ts';
import { count } from '../../wording.ts';
import { ROOTS } from './locations.ts';
import { resultsOf, type SourcedResult } from './results.ts';
import { descriptorOf } from './rules.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** GitHub keeps so many results of a run, and rejects a file with five times as many. */
const MOST_RESULTS = 5_000;

export interface SarifOptions {
  /** Baton's */
  readonly version: string;
  /** whether the run came to its end */
  readonly completed: boolean;
}

export function sarifOf(document: ReportDocument, options: SarifOptions): Log {
  const all = resultsOf(document);
  const kept = all.slice(0, MOST_RESULTS);
  const rules = rulesOf(kept);
  const indexes = new Map(rules.map(({ id }, at) => [id, at]));
  const provenance = provenanceOf(document);
  const run: Run = {
    tool: { driver: { name: 'Baton', semanticVersion: options.version, version: options.version, rules } },
    invocations: [invocationOf(options, all.length - kept.length)],
    // What GitHub calls the category, so that reports of several flows on one commit do not replace each other.
    automationDetails: { id: `baton/${document.flow.name}/` },
    ...(provenance.length === 0 ? {} : { versionControlProvenance: provenance }),
    originalUriBaseIds: rootsOf(document),
    columnKind: 'utf16CodeUnits',
    redactionTokens: [MASK],
    results: kept.map(({ result }) => ({ ...result, ruleIndex: indexes.get(result.ruleId) ?? -1 })),
    properties: propertiesOf(document),
  };
  return { $schema: SCHEMA, version: '2.1.0', runs: [run] };
}

/** The rules of these results, by id. */
function rulesOf(results: readonly SourcedResult[]): ReportingDescriptor[] {
  const sources = new Map(results.map(({ source, result }) => [result.ruleId, source]));
  return [...sources.keys()].sort().map((id) => descriptorOf(id, sources.get(id) ?? 'agent'));
}

function invocationOf({ completed }: SarifOptions, leftOut: number): Invocation {
  const text = `${count(leftOut, 'more result')} left out: a file holds ${MOST_RESULTS.toLocaleString('en-US')}.`;
  return {
    executionSuccessful: completed,
    ...(leftOut === 0 ? {} : { toolExecutionNotifications: [{ level: 'warning', message: { text } }] }),
  };
}

function sides({ commit_sha, base_sha }: ReportDocument): { side: 'head' | 'base'; sha: string }[] {
  const head = { side: 'head', sha: commit_sha } as const;
  return base_sha === null ? [head] : [head, { side: 'base', sha: base_sha }];
}

function provenanceOf(document: ReportDocument): VersionControlDetails[] {
  const { repository_url } = document;
  if (repository_url === null) return [];
  return sides(document).map(({ side, sha }) => ({
    repositoryUri: repository_url,
    revisionId: sha,
    mappedTo: { uriBaseId: ROOTS[side] },
  }));
}

/** Where the roots are on a disk is the reader's to know. */
function rootsOf(document: ReportDocument): NonNullable<Run['originalUriBaseIds']> {
  return Object.fromEntries(
    sides(document).map(({ side, sha }) => [
      ROOTS[side],
      { description: { text: `The root of ${document.project} at commit ${sha}` } },
    ]),
  );
}

function propertiesOf(document: ReportDocument): Record<string, unknown> {
  const { flow, project, label, band, fast, backend, model, verdict, pull_request } = document;
  return { flow: flow.name, project, label, band, fast, backend, model, verdict, pull_request };
}
