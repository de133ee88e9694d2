/**
 * What a plan, a document or an explanation says without a model: nothing that needs judgement. The report's sections
 * show what the facts say instead.
 */
import type { Adr, Runbook } from '../contracts/documents.ts';
import type { Hypotheses } from '../contracts/hypotheses.ts';
import type { MigrationPlan, Options, Plan } from '../contracts/plans.ts';
import { oneLine } from '../wording.ts';

/** What the person asked for, as a title or a goal. */
const asked = ({ question }: { readonly question: string }): string => oneLine(question, 120);

export const openOptions = (): Options => ({ options: [], recommended: null, because: '' });

export const openPlan = (brief: { readonly question: string }): Plan => ({
  goal: asked(brief),
  approach: '',
  basis: [],
  tasks: [],
  rollout: '',
  rollback: '',
  assumptions: [],
  openQuestions: [],
});

export const openMigration = (brief: { readonly question: string }): MigrationPlan => ({
  ...openPlan(brief),
  phases: [],
  compatWindow: '',
  cutover: '',
  backout: '',
});

export const openAdr = (brief: { readonly question: string }): Adr => ({
  title: asked(brief),
  status: 'proposed',
  context: '',
  drivers: [],
  options: [],
  outcome: { chosen: null, because: '' },
  consequences: { good: [], bad: [] },
  confirmation: '',
  basis: [],
  supersedes: null,
  moreInfo: '',
  openQuestions: [],
});

export const openRunbook = (): Runbook => ({
  services: [],
  settings: [],
  commands: [],
  health: [],
  alerts: [],
  rollback: '',
  unknowns: [],
});

export const openHypotheses = (): Hypotheses => ({
  filesRead: [],
  hypotheses: [],
  against: [],
  notChecked: ['What causes it: no model is configured, so nobody explained it.'],
});
