/** Says where a setting comes from: a line of `baton.yaml`, a variable, or Baton's own default. */
import { basename } from 'node:path';
import type { SettingSource } from '../../runner/core/inspection.ts';
import type { Config } from './config.ts';

type Place = readonly (string | number)[];

export type SourceConfig = Pick<Config, 'lineOf' | 'isWritten' | 'files' | 'sources'>;

/** The first of the keys that the file has; the last one if it has none of them. */
export function writtenAt(config: SourceConfig, ...places: readonly Place[]): SettingSource {
  const place = places.find((each) => config.isWritten(each)) ?? places.at(-1) ?? [];
  // An item of a list is named by its list.
  const key = place.filter((part) => typeof part === 'string').join('.');
  return { kind: 'file', key, file: basename(config.files.yaml ?? 'baton.yaml'), line: config.lineOf(place) };
}

export function setByVariable({ sources }: SourceConfig, name: string): SettingSource {
  const file = sources.get(name) ?? null;
  return { kind: 'variable', name, file: file === null ? null : basename(file) };
}

export function byDefault(note: string): SettingSource {
  return { kind: 'default', note };
}

/** Without paths: they are shown to operators only. */
export function sourceText(source: SettingSource): string {
  if (source.kind === 'file') return `${source.key}, ${source.file}:${source.line}`;
  if (source.kind === 'variable') return `${source.name}, ${source.file ?? 'environment'}`;
  return source.note;
}
