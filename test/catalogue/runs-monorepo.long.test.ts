import { describeEveryRun } from './every-run.ts';

describeEveryRun('a monorepo');
