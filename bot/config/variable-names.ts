/** The names of all variables that Baton reads, and what is said of names that come close to one of them. */
import { BatonError, editDistance, nearest } from '../../runner/core/errors.ts';
import { ENVIRONMENT_NAMES } from './environment.ts';
import { MODEL_VARIABLES } from './model-access.ts';
import type { Variables } from './places.ts';

/** Variables that say where things are; the last one is for Baton's own tests. */
const PLACES = ['BATON_CONFIG', 'BATON_HOME', 'XDG_DATA_HOME', 'INIT_CWD', 'BATON_TEST_DATA'];
const OWN = /^(?:BATON|SLACK|DISCORD)_/i;
/** A name this close to one of Baton's is a slip of the hand, whatever it begins with. */
const SLIP = 2;

function knownNames(): readonly string[] {
  return [...ENVIRONMENT_NAMES, ...MODEL_VARIABLES, ...PLACES];
}

export function isKnownVariable(name: string): boolean {
  return knownNames().includes(name);
}

/**
 * Throws `unknown_variable` for names in `.env` that are misspelt or that no other product would have. Returns a warning
 * for each name that may be another product's.
 */
export function checkEnvFileNames(stated: Variables, file: string): string[] {
  const unknown = Object.keys(stated).filter((name) => !isKnownVariable(name));
  const wrong = unknown.filter((name) => OWN.test(name) && (/^BATON_/i.test(name) || slipOf(name) !== null));
  if (wrong.length > 0) {
    const message = wrong.map((name) => `${file}: ${unknownName(name)}`).join('\n');
    throw new BatonError('refused', 'unknown_variable', message, { path: wrong[0] });
  }
  const close = unknown.filter((name) => (OWN.test(name) ? nearestOwn(name) : slipOf(name)) !== null);
  return [
    ...close.map((name) => `${file}: ${unknownName(name)}`),
    ...('BATON_CONFIG' in stated
      ? [`${file}: BATON_CONFIG has no effect here. Set it in the environment that starts Baton.`]
      : []),
  ];
}

/** A warning for each variable of the environment that is meant for Baton and that Baton does not know. */
export function environmentWarnings(variables: Variables): string[] {
  return Object.keys(variables)
    .filter((name) => OWN.test(name) && !isKnownVariable(name))
    .filter((name) => /^BATON_/i.test(name) || nearestOwn(name) !== null)
    .map((name) => `environment: ${unknownName(name)}`);
}

function unknownName(name: string): string {
  const near = slipOf(name) ?? nearestOwn(name);
  const advice = near === null ? 'Remove it; docs/configuration.md lists the names' : `Did you mean ${near}?`;
  return `${name} is not a variable that Baton knows. ${advice}${near === null ? '.' : ''}`;
}

function slipOf(name: string): string | null {
  // Short names such as HOST resemble too much.
  if (name.length < 8) return null;
  const [near] = nearest(name, knownNames(), 1);
  return near !== undefined && editDistance(name.toUpperCase(), near.toUpperCase()) <= SLIP ? near : null;
}

/** The nearest name with the same beginning, for names that miss or add a whole word (`DISCORD_BOT_TOKEN`). */
function nearestOwn(name: string): string | null {
  const prefix = OWN.exec(name)?.[0].toUpperCase() ?? '';
  const same = knownNames().filter((known) => known.startsWith(prefix));
  return nearest(name, same, 1)[0] ?? null;
}
