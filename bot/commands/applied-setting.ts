/** The question which settings apply to a person in a channel, and an item of its answer. */
import type { SettingSource } from '../../runner/core/inspection.ts';
import type { Person } from '../../runner/core/ports/platform.ts';
import type { Line } from '../../runner/core/ports/views.ts';
import type { Config } from '../config/config.ts';
import type { SourceConfig } from '../config/setting-sources.ts';

/** One thing that applies. */
export interface AppliedSetting {
  readonly name: string;
  readonly value: Line;
  readonly source: SettingSource;
}

export type AppliedConfig = SourceConfig &
  Pick<Config, 'settings' | 'environment' | 'chat' | 'policy'> &
  Pick<Config, 'callerDirectory' | 'projects' | 'roots' | 'home' | 'homeSource'>;

export interface AppliedQuery {
  readonly platform: string;
  readonly channel: string;
  /** what asks the platform is absent where the platform can't be asked */
  readonly person: Pick<Person, 'id'> & Partial<Pick<Person, 'isMember' | 'isIn'>>;
  /** null: those of the channel */
  readonly flow: string | null;
  readonly project: string | null;
  /** whether paths on disk are shown */
  readonly forOperator: boolean;
}
