import { describeEveryRun } from './every-run.ts';

describeEveryRun('a Go module');
