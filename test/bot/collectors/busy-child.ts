/** A collector process that is busy for ever once it has told its pid. */
import { endWithParent } from '../../../bot/collectors/parent-watch.ts';

endWithParent();
process.send?.(process.pid, () => {
  while (process.pid > 0);
});
