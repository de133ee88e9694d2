/** A collector process that sends its pid and then blocks forever. */
import { endWithParent } from '../../../bot/collectors/parent-watch.ts';

endWithParent();
process.send?.(process.pid, () => {
  while (process.pid > 0);
});
