/** Keeps the repositories of a worker's runs open: one per run, closed when it has not been used for a few seconds. */
import type { Pin, Repositories, Repository } from '../core/ports/repository.ts';
import type { RunRow } from '../store/run-rows.ts';

/** A repository in use; `release` it afterward. */
export interface PooledRepository {
  readonly repository: Repository;
  release(): void;
}

export interface RepositoryPool {
  take(run: RunRow, pin: Pin): Promise<PooledRepository>;
  close(): Promise<void>;
}

interface Place {
  readonly opening: Promise<Repository>;
  users: number;
  timer: NodeJS.Timeout | undefined;
}

const UNUSED_MS = 5000;

export function createRepositoryPool(repositories: Repositories): RepositoryPool {
  const places = new Map<string, Place>();
  const shut = async (run_id: string, place: Place) => {
    if (places.get(run_id) === place) places.delete(run_id);
    await place.opening.then((repository) => repository.close()).catch(() => undefined);
  };
  return {
    async take(run, pin) {
      const place = places.get(run.id) ?? {
        opening: repositories.open(run.project, pin),
        users: 0,
        timer: undefined,
      };
      places.set(run.id, place);
      clearTimeout(place.timer);
      place.users += 1;
      try {
        const repository = await place.opening;
        return {
          repository,
          release() {
            place.users -= 1;
            if (place.users === 0) place.timer = setTimeout(() => shut(run.id, place), UNUSED_MS).unref();
          },
        };
      } catch (error) {
        await shut(run.id, place);
        throw error;
      }
    },
    async close() {
      await Promise.all([...places].map(([run_id, place]) => shut(run_id, place)));
    },
  };
}
