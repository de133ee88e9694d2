import { describeEveryRun } from './every-run.ts';

describeEveryRun('a Python package');
