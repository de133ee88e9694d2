/** Checks the names in `baton.yaml` that only the other parts of Baton know: flows, personas and back ends. */
import { basename } from 'node:path';
import type { Config } from './config.ts';
import { nearestHint } from './setting-keys.ts';
import { badConfig } from './settings-file.ts';

export type Named = Pick<Config, 'chat' | 'files' | 'settings' | 'lineOf'>;

interface Unknown {
  readonly place: readonly string[];
  /** follows the line of the place */
  readonly message: string;
}

/** Throws `bad_config` for channels whose flow does not exist. */
export function checkChannelFlows(config: Named, flows: readonly string[]): void {
  refuse(
    config,
    Object.entries(config.chat).flatMap(([platform, { channels }]) =>
      Object.entries(channels).flatMap(([channel, { flow }]) =>
        unknownValue([platform, 'channels', channel, 'flow'], flow, 'flow', flows),
      ),
    ),
  );
}

/** Throws `bad_config` for personas and back ends below `backends` that do not exist. */
export function checkBackendNames(
  config: Named,
  personas: readonly string[],
  backends: readonly string[],
): void {
  const settings = config.settings.backends;
  refuse(config, [
    ...Object.keys(settings.personas).flatMap((id) =>
      unknownKey(['backends', 'personas'], id, 'persona', personas),
    ),
    ...(['personas', 'projects'] as const).flatMap((kind) =>
      Object.entries(settings[kind]).flatMap(([id, { backend }]) =>
        unknownValue(['backends', kind, id, 'backend'], backend, 'back end', backends),
      ),
    ),
    ...Object.keys(settings.models).flatMap((name) =>
      unknownKey(['backends', 'models'], name, 'back end', backends),
    ),
  ]);
}

/** Throws `bad_config` for schedules whose flow or back end does not exist, or whose time `timeFault` finds wrong. */
export function checkScheduleNames(
  config: Named,
  known: {
    readonly flows: readonly string[];
    /** null: not judged */
    readonly backends: readonly string[] | null;
    readonly timeFault: (cron: string) => string | null;
  },
): void {
  refuse(
    config,
    Object.entries(config.settings.schedules).flatMap(([id, { flow, backend, cron }]) => {
      const place = ['schedules', id];
      const fault = known.timeFault(cron);
      const time = [...place, 'cron'];
      return [
        ...unknownValue([...place, 'flow'], flow, 'flow', known.flows),
        ...unknownValue([...place, 'backend'], known.backends && backend, 'back end', known.backends ?? []),
        ...(fault === null ? [] : [{ place: time, message: `${time.join('.')} ${fault}` }]),
      ];
    }),
  );
}

function refuse({ files, lineOf }: Named, unknown: readonly Unknown[]): void {
  if (unknown.length === 0) return;
  const file = basename(files.yaml ?? 'baton.yaml');
  throw badConfig(unknown.map(({ place, message }) => `${file}:${lineOf(place)}: ${message}`));
}

function unknownValue(
  place: readonly string[],
  name: string | null,
  kind: string,
  known: readonly string[],
): Unknown[] {
  if (name === null || known.includes(name)) return [];
  const message = `${place.join('.')} is ${JSON.stringify(name)}, which is not a ${kind}; ${nearestHint(name, known)}`;
  return [{ place, message }];
}

function unknownKey(
  parent: readonly string[],
  name: string,
  kind: string,
  known: readonly string[],
): Unknown[] {
  if (known.includes(name)) return [];
  const message = `in ${parent.join('.')}: "${name}" is not a ${kind}; ${nearestHint(name, known)}`;
  return [{ place: [...parent, name], message }];
}
