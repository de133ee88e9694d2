/** The quality steps by the names that flows use for them. */
import type { CodeHandler } from '../../runner/core/ports/catalogue.ts';
import { checkReport, render, summary } from './closing.ts';
import { merge, verdict, verify, verifyVerdicts } from './gates.ts';

export const qualityHandlers: Readonly<Record<string, CodeHandler>> = {
  verify,
  merge,
  'verify-verdicts': verifyVerdicts,
  verdict,
  'check-report': checkReport,
  summary,
  render,
};
