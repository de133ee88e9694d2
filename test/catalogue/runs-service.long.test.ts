import { describeEveryRun } from './every-run.ts';

describeEveryRun('a TypeScript service with faults');
