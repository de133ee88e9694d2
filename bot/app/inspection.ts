/** Implements the port of what operators see of Baton itself. Known secrets are masked in all that it gives. */
import { maskSecrets } from '../../flows/secrets/mask.ts';
import { BatonError } from '../../runner/core/errors.ts';
import type { CheckReport, DoctorDocument } from '../../runner/core/inspection.ts';
import type { Catalogue } from '../../runner/core/ports/catalogue.ts';
import type { Check } from '../../runner/core/ports/checks.ts';
import type { Inspection, OperatorRecords } from '../../runner/core/ports/inspection.ts';
import { flowNamed } from '../../runner/core/run-request.ts';
import { areWell, reportsOf } from '../check-reports.ts';
import { appliedSettings, type ChooseBackend } from '../commands/applied.ts';
import { appliedDocument, personAndChannel } from '../commands/applied-document.ts';
import type { Config } from '../config/config.ts';
import { maskingOf } from '../config/environment.ts';
import { resolveAllowedProject } from '../config/projects.ts';
import { settingsDocument } from './settings-document.ts';

export interface InspectionOptions {
  readonly config: Config;
  readonly catalogue: Pick<Catalogue, 'flows'>;
  readonly chooseBackend: ChooseBackend;
  readonly records: OperatorRecords;
  /** what the doctor looks at in a running service */
  checks(): Promise<readonly Check[]>;
  /** milliseconds since 1970 */
  now(): number;
}

export function createInspection(options: InspectionOptions): Inspection {
  const { config, catalogue, chooseBackend, records } = options;
  const withoutSecrets = maskingOf([...config.secrets, ...ownSecrets(config)]);
  return {
    settings: async () => masked(settingsDocument(config, await records.spentToday()), withoutSecrets),
    doctor: shared(options, async (reports) => {
      const all = reports.map((report) => masked(report, withoutSecrets));
      return await Promise.all(
        all.map(async (each) => ({ ...each, detail: await maskSecrets(each.detail) })),
      );
    }),
    async why({ who, where, flow, project }) {
      const query = {
        ...personAndChannel({ who, where }, (field) => field),
        flow: flow === undefined ? null : at('flow', () => flowNamed(catalogue.flows, flow).name),
        project:
          project === undefined ? null : at('project', () => resolveAllowedProject(project, config).id),
        forOperator: true,
      };
      const settings = await appliedSettings(config, chooseBackend, query);
      return masked(appliedDocument({ who, where }, settings), withoutSecrets);
    },
    audit: (since) => records.audit(since),
  };
}

/** A variable that only an agent of the operator reads may be a secret as well. */
function ownSecrets({ acpAgents, settings }: Config): string[] {
  return acpAgents.flatMap(({ name, environment }) =>
    (settings.backends.acp[name]?.environment ?? []).flatMap((variable) => environment[variable] ?? []),
  );
}

/** Masks each text in a document. */
function masked<T>(value: T, mask: (text: string) => string): T {
  if (typeof value === 'string') return mask(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => masked(each, mask)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, masked(each, mask)])) as T;
}

/** Names the field of the question that an error is about. */
function at<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BatonError)) throw error;
    throw new BatonError(error.kind, error.code, error.message, { path, cause: error });
  }
}

const LONGEST_CHECK_SECONDS = 15;
/** The checks start programs and ask platforms, so that not every request may start them anew. */
const GOOD_FOR_MS = 10_000;

function shared(
  { checks, now }: Pick<InspectionOptions, 'checks' | 'now'>,
  mask: (reports: readonly CheckReport[]) => Promise<CheckReport[]>,
): () => Promise<DoctorDocument> {
  const examine = async (): Promise<DoctorDocument> => {
    const reports = await mask(await reportsOf(await checks(), LONGEST_CHECK_SECONDS));
    return { ok: areWell(reports), checked_at: new Date(now()).toISOString(), checks: reports };
  };
  let last: { readonly found: Promise<DoctorDocument>; until: number } | null = null;
  return async () => {
    if (last !== null && now() < last.until) return await last.found;
    const current = { found: examine(), until: Number.POSITIVE_INFINITY };
    last = current;
    try {
      const found = await current.found;
      current.until = now() + GOOD_FOR_MS;
      return found;
    } catch (error) {
      current.until = 0;
      throw error;
    }
  };
}
